package dev.fovea.analytics.view;

import dev.fovea.contracts.event.EventType;
import java.util.List;
import java.util.OptionalLong;

/**
 * How often and how long the picture stood still. A stall whose end was never told counts, but adds no time: nobody
 * knows how long it lasted.
 */
record Quality(int rebuffers, long rebufferMs) {

    static Quality of(List<Moment> timeline) {
        int rebuffers = 0;
        long rebufferMs = 0;
        OptionalLong stalledSince = OptionalLong.empty();
        for (Moment moment : timeline) {
            if (moment.mark().type() == EventType.REBUFFER_START) {
                rebuffers++;
                stalledSince = OptionalLong.of(moment.elapsedMs());
            } else if (moment.mark().type() == EventType.REBUFFER_END && stalledSince.isPresent()) {
                rebufferMs += moment.elapsedMs() - stalledSince.getAsLong();
                stalledSince = OptionalLong.empty();
            }
        }
        return new Quality(rebuffers, rebufferMs);
    }
}
