package dev.fovea.standalone.chaos.analytics;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;

/** What dies, and when; each is followed by a start of what died. */
enum Kill {
    COLLECTOR,
    STREAMS,
    BROKER,
    CONNECT,
    CLICKHOUSE,
    CLICKHOUSE_BEFORE_INSERT,
    CLICKHOUSE_AFTER_INSERT,
    CONNECT_AFTER_INSERT,
    CONNECT_BEFORE_PROGRESS,
    /** A worker stands still until its tasks run elsewhere, and then goes on with what it had in hand. */
    CONNECT_FROZEN,
    /** The topics of events and of view rows are deleted and made anew, in a pause of the traffic. */
    TOPICS_RECREATED;

    /** The streams die first, the topics last, and between them everything else in turn. */
    static List<Kill> plan(long seed, int kills) {
        var random = Random.from(ViewScript.randomOf(seed, "kills"));
        var plan = new ArrayList<Kill>();
        while (plan.size() < kills) {
            var round = new ArrayList<>(List.of(values()));
            round.remove(TOPICS_RECREATED);
            Collections.shuffle(round, random);
            if (plan.isEmpty()) {
                round.remove(STREAMS);
                round.addFirst(STREAMS);
            }
            plan.addAll(round);
        }
        var cut = new ArrayList<>(plan.subList(0, kills));
        if (kills > 2) {
            cut.set(kills - 1, TOPICS_RECREATED);
        }
        return cut;
    }
}
