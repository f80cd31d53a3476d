package dev.fovea.ingest.catalog;

/** Limits of what people write about a video. */
public final class VideoTexts {

    public static final int TITLE_CHARS_MAX = 200;
    public static final int DESCRIPTION_CHARS_MAX = 5_000;
    /** At least one character that is no space; a null character is none that a database keeps. */
    public static final String NOT_BLANK = "(?s)(?=.*\\S)[^\\u0000]*";

    private VideoTexts() {}
}
