package dev.fovea.ingest.catalog;

/** Limits of what people write about a video. */
public final class VideoTexts {

    public static final int TITLE_CHARS_MAX = 200;
    public static final int DESCRIPTION_CHARS_MAX = 5_000;
    /** At least one character that is no space. */
    public static final String NOT_BLANK = "[\\s\\S]*\\S[\\s\\S]*";

    private VideoTexts() {}
}
