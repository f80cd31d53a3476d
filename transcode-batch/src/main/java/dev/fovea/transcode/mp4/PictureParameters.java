package dev.fovea.transcode.mp4;

/** What a stream of pictures says of itself. */
public sealed interface PictureParameters permits SequenceParameters, Av1Sequence {

    /** As playlists name it (RFC 6381). */
    String codec();

    int width();

    int height();

    /** Whether every picture is coded as a frame, none as two fields. */
    boolean progressive();
}
