package dev.fovea.transcode.probe;

/**
 * How a picture track is coded, in FFmpeg's words.
 *
 * @param level ten times its number: 41 is 4.1; negative when it is not told
 * @param width,height as coded
 * @param shownAsCoded whether its pictures are neither turned nor stretched nor cut to be shown
 */
public record Coding(
        String codec, String profile, int level, String pixelFormat, int width, int height, boolean shownAsCoded) {}
