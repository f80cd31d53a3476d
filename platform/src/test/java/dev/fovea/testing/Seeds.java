package dev.fovea.testing;

import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;
import java.util.stream.LongStream;

/** Seeds for properties: {@code @MethodSource("dev.fovea.testing.Seeds#thousand")}; a failure names its seed. */
public final class Seeds {

    private Seeds() {}

    public static LongStream ten() {
        return LongStream.range(0, 10);
    }

    public static LongStream hundred() {
        return LongStream.range(0, 100);
    }

    public static LongStream thousand() {
        return LongStream.range(0, 1_000);
    }

    /** The same numbers for the same seed, on every machine. */
    public static RandomGenerator random(long seed) {
        return RandomGeneratorFactory.of("L64X128MixRandom").create(seed);
    }
}
