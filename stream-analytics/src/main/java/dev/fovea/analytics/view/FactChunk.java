package dev.fovea.analytics.view;

import static dev.fovea.contracts.Require.require;

import dev.fovea.contracts.id.ViewId;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/** The winning facts of {@value #SEQUENCES} neighbouring sequences of a view, ascending: what is read and written at once. */
public record FactChunk(List<Fact> facts) {

    static final int SEQUENCES = 16;

    public static final FactChunk EMPTY = new FactChunk(List.of());

    public FactChunk {
        facts = List.copyOf(facts);
        for (int i = 1; i < facts.size(); i++) {
            Fact fact = facts.get(i);
            require(facts.get(i - 1).sequence() < fact.sequence(), () -> "facts must ascend at " + fact);
        }
    }

    /** Every place where a view that was heard up to {@code lastSequence} may have a chunk. */
    public static List<Key> keysUpTo(ViewId viewId, int lastSequence) {
        return IntStream.rangeClosed(0, lastSequence / SEQUENCES)
                .mapToObj(index -> new Key(viewId, index))
                .toList();
    }

    /** Where a chunk is stored. */
    public record Key(ViewId viewId, int index) {

        public static Key of(ViewId viewId, int sequence) {
            return new Key(viewId, sequence / SEQUENCES);
        }
    }

    public @Nullable Fact find(int sequence) {
        for (Fact fact : facts) {
            if (fact.sequence() == sequence) {
                return fact;
            }
        }
        return null;
    }

    public FactChunk with(Fact fact) {
        List<Fact> next = new ArrayList<>(facts.size() + 1);
        for (Fact known : facts) {
            if (known.sequence() < fact.sequence()) {
                next.add(known);
            }
        }
        next.add(fact);
        for (Fact known : facts) {
            if (known.sequence() > fact.sequence()) {
                next.add(known);
            }
        }
        return new FactChunk(next);
    }

    /** What the arrival of one more fact would change. */
    public Change changeBy(ViewId viewId, Fact arrived) {
        Fact before = find(arrived.sequence());
        return new Change(viewId, before, before == null ? arrived : before.or(arrived), arrived.receivedAt());
    }
}
