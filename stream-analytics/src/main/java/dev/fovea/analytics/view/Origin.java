package dev.fovea.analytics.view;

import java.util.Comparator;

/** Where an event came from, as the collector saw it. */
public record Origin(String device, String region) implements Comparable<Origin> {

    private static final Comparator<Origin> ORDER =
            Comparator.comparing(Origin::device).thenComparing(Origin::region);

    @Override
    public int compareTo(Origin other) {
        return ORDER.compare(this, other);
    }
}
