package dev.fovea.standalone.chaos;

import dev.fovea.standalone.StartFailure;
import java.nio.file.Path;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;

/**
 * What {@code ./fovea chaos NAME} was told behind the name.
 *
 * @param seed decides all that is drawn: the same seed draws the same
 * @param kills processes to kill
 * @param full the full size, and whatever takes long
 * @param json where the figures go
 * @param mutant a fault put into the product on purpose, which the run must find; or all of them, one after the other
 * @param data everything that is written lies below it; left behind when given, else removed
 */
public record ChaosArguments(
        long seed, int kills, boolean full, Path json, Optional<String> mutant, Optional<Path> data) {

    private static final String USAGE =
            "usage: ./fovea chaos NAME --seed N --kills K [--full] [--mutant NAME|all] [--data DIR] --json FILE";

    public static ChaosArguments parse(List<String> words) {
        Optional<Long> seed = Optional.empty();
        Optional<Integer> kills = Optional.empty();
        Optional<Path> json = Optional.empty();
        Optional<String> mutant = Optional.empty();
        Optional<Path> data = Optional.empty();
        boolean full = false;
        for (Iterator<String> rest = words.iterator(); rest.hasNext(); ) {
            String word = rest.next();
            switch (word) {
                case "--seed" -> seed = Optional.of(number(word, valueOf(word, rest)));
                case "--kills" -> kills = Optional.of(Math.toIntExact(number(word, valueOf(word, rest))));
                case "--json" -> json = Optional.of(Path.of(valueOf(word, rest)));
                case "--mutant" -> mutant = Optional.of(valueOf(word, rest));
                case "--data" ->
                    data = Optional.of(
                            Path.of(valueOf(word, rest)).toAbsolutePath().normalize());
                case "--full" -> full = true;
                default -> throw new StartFailure("'%s' is not known; %s".formatted(word, USAGE));
            }
        }
        if (seed.isEmpty() || kills.isEmpty() || json.isEmpty()) {
            throw new StartFailure(USAGE);
        }
        return new ChaosArguments(seed.get(), kills.get(), full, json.get().toAbsolutePath(), mutant, data);
    }

    private static String valueOf(String word, Iterator<String> rest) {
        if (!rest.hasNext()) {
            throw new StartFailure(word + " needs a value");
        }
        return rest.next();
    }

    private static long number(String word, String value) {
        try {
            return Long.parseLong(value);
        } catch (NumberFormatException e) {
            throw new StartFailure("%s must be a number, was '%s'".formatted(word, value), e);
        }
    }
}
