package dev.fovea.transcode.ladder;

import java.util.ArrayList;
import java.util.List;

/**
 * Which renditions a picture gets: rungs by the short side, never larger than the source, its aspect ratio kept, sides
 * even as the codec wants them.
 */
public final class Ladder {

    private static final List<Rung> RUNGS = List.of(
            new Rung(240, 400), new Rung(360, 800), new Rung(480, 1_400), new Rung(720, 2_800), new Rung(1_080, 5_000));

    private Ladder() {}

    /**
     * @param width,height as shown: after rotation, with square pixels
     * @return from the smallest to the largest, never empty
     */
    public static List<Rendition> forSource(int width, int height) {
        int shortSide = Math.min(width, height);
        int longSide = Math.max(width, height);
        var renditions = new ArrayList<Rendition>();
        for (Rung rung : RUNGS) {
            if (rung.shortSide <= shortSide && longAt(rung.shortSide, shortSide, longSide) <= Rendition.LONG_SIDE_MAX) {
                renditions.add(renditionOf(rung.shortSide, rung.kbps, width, height));
            }
        }
        if (renditions.isEmpty()) {
            renditions.add(smallest(width, height));
        }
        return List.copyOf(renditions);
    }

    /** A picture below the lowest rung, or a very long one, keeps its size as far as the codec can have it. */
    private static Rendition smallest(int width, int height) {
        int shortSide = Math.min(width, height);
        int longSide = Math.max(width, height);
        int shown = longSide > Rendition.LONG_SIDE_MAX
                ? (int) ((long) shortSide * Rendition.LONG_SIDE_MAX / longSide)
                : shortSide;
        return renditionOf(Math.max(2, shown / 2 * 2), RUNGS.getFirst().kbps, width, height);
    }

    private static Rendition renditionOf(int shortSide, int kbps, int width, int height) {
        int longSide =
                Math.min(Rendition.LONG_SIDE_MAX, longAt(shortSide, Math.min(width, height), Math.max(width, height)));
        boolean portrait = height > width;
        return new Rendition(shortSide + "p", portrait ? shortSide : longSide, portrait ? longSide : shortSide, kbps);
    }

    /** The long side that keeps the ratio, as the nearest even number. */
    private static int longAt(int newShort, int shortSide, int longSide) {
        return Math.max(2, (int) (2 * Math.round((double) newShort * longSide / shortSide / 2)));
    }

    private record Rung(int shortSide, int kbps) {}
}
