package dev.fovea.standalone.bench;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/** Who races whom: all run in each round, and each second round in the other order, so that nobody always comes first. */
final class Turns {

    private final List<Turn> turns = new ArrayList<>();

    /** @param what is measured, in {@code unit} */
    private record Turn(String what, String unit, Run run) {}

    interface Run {
        double measure() throws Exception;
    }

    Turns with(String what, String unit, Run run) {
        turns.add(new Turn(what, unit, run));
        return this;
    }

    /** Told of, and counted nowhere: a server runs for days, not for the compiler's first minute. */
    void warmUp(int rounds, Measured measured) throws Exception {
        run(rounds, "warmUp.", measured);
    }

    void run(int rounds, Measured measured) throws Exception {
        run(rounds, "", measured);
    }

    private void run(int rounds, String prefix, Measured measured) throws Exception {
        for (int round = 0; round < rounds; round++) {
            for (Turn turn : turns) {
                measured.add(prefix + turn.what(), turn.run().measure(), turn.unit());
            }
            Collections.reverse(turns);
        }
    }
}
