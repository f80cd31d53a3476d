package dev.fovea.transcode.span;

import java.util.Locale;

/** Microseconds as FFmpeg writes and reads them: seconds with six decimals. */
public final class Micros {

    private static final long PER_SECOND = 1_000_000;

    private Micros() {}

    public static String toSeconds(long micros) {
        return String.format(
                Locale.ROOT,
                "%s%d.%06d",
                micros < 0 ? "-" : "",
                Math.abs(micros) / PER_SECOND,
                Math.abs(micros) % PER_SECOND);
    }

    /** @throws NumberFormatException when the text is no number */
    public static long parseSeconds(String text) {
        return Math.round(Double.parseDouble(text) * PER_SECOND);
    }
}
