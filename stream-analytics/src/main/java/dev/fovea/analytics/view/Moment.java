package dev.fovea.analytics.view;

/** A mark and when it happened, in milliseconds since the first event of its view. */
public record Moment(Mark mark, long elapsedMs) {}
