package dev.fovea.standalone.house.bad.moderation.accounts;

/** Built wrong on purpose: its package has no package-info. */
public record Person(String email) {}
