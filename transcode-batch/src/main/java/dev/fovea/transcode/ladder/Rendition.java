package dev.fovea.transcode.ladder;

import static dev.fovea.contracts.Require.require;

/**
 * One encoding of a film that a player may switch to.
 *
 * @param name by its short side: {@code 720p}
 * @param bitrateMaxKbps the cap of its rate control
 */
public record Rendition(String name, int width, int height, int bitrateMaxKbps) {

    public static final int LONG_SIDE_MAX = 4_096;
    public static final int BITRATE_KBPS_MAX = 25_000;

    public Rendition {
        require(name.matches("[0-9]+p"), "a rendition is named by its short side, was " + name);
        require(width > 0 && width % 2 == 0 && width <= LONG_SIDE_MAX, "width must be even and in range, was " + width);
        require(
                height > 0 && height % 2 == 0 && height <= LONG_SIDE_MAX,
                "height must be even and in range, was " + height);
        require(
                bitrateMaxKbps > 0 && bitrateMaxKbps <= BITRATE_KBPS_MAX,
                "bitrate must be positive and below the limit, was " + bitrateMaxKbps);
    }

    public long pixels() {
        return (long) width * height;
    }
}
