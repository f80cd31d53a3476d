package dev.fovea.standalone.transcode;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;

/**
 * One kill of a schedule.
 *
 * @param number from 1
 * @param after how long the work goes on before it
 * @param choice of one among several that it may hit; any number
 */
record Kill<T>(int number, T target, Duration after, int choice) {

    /** By the seed alone: every target once in each round, in any order. */
    static <T> List<Kill<T>> schedule(long seed, int kills, List<T> targets, Duration afterMax) {
        var random = new Random(seed);
        var schedule = new ArrayList<Kill<T>>();
        var round = new ArrayList<T>();
        for (int number = 1; number <= kills; number++) {
            if (round.isEmpty()) {
                round.addAll(targets);
                Collections.shuffle(round, random);
            }
            var after = Duration.ofMillis(random.nextLong(afterMax.toMillis() + 1));
            schedule.add(new Kill<>(number, round.removeLast(), after, random.nextInt(Integer.MAX_VALUE)));
        }
        return List.copyOf(schedule);
    }

    /** @throws IllegalArgumentException when there is nothing to choose from */
    <C> C oneOf(List<C> candidates) {
        if (candidates.isEmpty()) {
            throw new IllegalArgumentException("nothing to choose from");
        }
        return candidates.get(choice % candidates.size());
    }
}
