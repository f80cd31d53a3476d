package dev.fovea.analytics.view;

/** A fact and when it happened, in milliseconds since the first event of its view. */
public record Moment(Fact fact, long elapsedMs) {}
