package dev.fovea.analytics.dashboard;

import org.jspecify.annotations.Nullable;

/** Quotients that may have nothing below the line. */
final class Ratio {

    private static final long TEN_MINUTES_MS = 600_000;

    private Ratio() {}

    static @Nullable Double of(long part, long whole) {
        return whole > 0 ? (double) part / whole : null;
    }

    /** Interruptions of focus in ten minutes of focus mode. */
    static @Nullable Double perTenMinutes(long count, long ms) {
        return ms > 0 ? count * (double) TEN_MINUTES_MS / ms : null;
    }

    /** A player's last interval may end a few milliseconds behind the film: no share of a film exceeds 1. */
    static @Nullable Double shareOf(double part, double whole) {
        return whole > 0 ? Math.min(1, part / whole) : null;
    }
}
