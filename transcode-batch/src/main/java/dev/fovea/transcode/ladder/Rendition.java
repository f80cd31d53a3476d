package dev.fovea.transcode.ladder;

import static dev.fovea.contracts.Require.require;

import java.util.List;

/**
 * One encoding of a film that a player may switch to.
 *
 * @param name by its short side, and how it is coded unless that is H.264: {@code 720p}, {@code 720p-av1}
 * @param bitrateMaxKbps the cap of its rate control
 */
public record Rendition(String name, int width, int height, int bitrateMaxKbps) {

    public static final int LONG_SIDE_MAX = 4_096;
    public static final int BITRATE_KBPS_MAX = 25_000;

    private static final String AV1 = "-av1";
    /** What an AV1 encoder takes. */
    private static final int AV1_SIDE_MIN = 64;

    public Rendition {
        require(name.matches("[0-9]+p(" + AV1 + ")?"), "a rendition is named by its short side, was " + name);
        require(width > 0 && width % 2 == 0 && width <= LONG_SIDE_MAX, "width must be even and in range, was " + width);
        require(
                height > 0 && height % 2 == 0 && height <= LONG_SIDE_MAX,
                "height must be even and in range, was " + height);
        require(
                bitrateMaxKbps > 0 && bitrateMaxKbps <= BITRATE_KBPS_MAX,
                "bitrate must be positive and below the limit, was " + bitrateMaxKbps);
    }

    /** The same sizes in AV1, which looks as good with two thirds of the bits. */
    public static List<Rendition> inAv1(List<Rendition> renditions) {
        return renditions.stream()
                .filter(one -> Math.min(one.width, one.height) >= AV1_SIDE_MIN)
                .map(one -> new Rendition(one.name + AV1, one.width, one.height, one.bitrateMaxKbps * 2 / 3))
                .toList();
    }

    public boolean codedInAv1() {
        return name.endsWith(AV1);
    }

    public long pixels() {
        return (long) width * height;
    }
}
