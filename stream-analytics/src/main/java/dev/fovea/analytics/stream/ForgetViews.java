package dev.fovea.analytics.stream;

import dev.fovea.analytics.view.FactChunk;
import dev.fovea.analytics.view.View;
import dev.fovea.contracts.event.PlayerEvent;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.apache.kafka.streams.KeyValue;
import org.apache.kafka.streams.processor.PunctuationType;
import org.apache.kafka.streams.processor.api.ContextualProcessor;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.api.Record;
import org.apache.kafka.streams.state.KeyValueIterator;
import org.apache.kafka.streams.state.KeyValueStore;
import org.apache.kafka.streams.state.TimestampedKeyValueStore;
import org.apache.kafka.streams.state.ValueAndTimestamp;
import org.jspecify.annotations.Nullable;

/**
 * Removes the state of views whose life is over. It looks at a bounded number of them each minute and goes round, so the
 * thread never stands still for the size of the store.
 */
final class ForgetViews extends ContextualProcessor<String, PlayerEvent, Void, Void> {

    static final Duration EVERY = Duration.ofMinutes(1);
    static final int EXAMINED_AT_ONCE_MAX = 10_000;

    private final String views;
    private final String facts;

    /** Where the last look ended; null begins at the first view. */
    private @Nullable String next;

    ForgetViews(String views, String facts) {
        this.views = views;
        this.facts = facts;
    }

    @Override
    public void init(ProcessorContext<Void, Void> context) {
        super.init(context);
        context.schedule(EVERY, PunctuationType.WALL_CLOCK_TIME, _ -> forget());
    }

    @Override
    public void process(Record<String, PlayerEvent> event) {
        // Time alone removes views; this node stands beside the events only to be given their stores.
    }

    private void forget() {
        TimestampedKeyValueStore<String, View> known = context().getStateStore(views);
        List<View> over = new ArrayList<>();
        try (KeyValueIterator<String, ValueAndTimestamp<View>> rest = known.range(next, null)) {
            next = null;
            for (int examined = 0; rest.hasNext(); examined++) {
                KeyValue<String, ValueAndTimestamp<View>> entry = rest.next();
                if (examined == EXAMINED_AT_ONCE_MAX) {
                    next = entry.key;
                    break;
                }
                View view = entry.value.value();
                if (ViewLife.isOver(view.origin().viewStartedAt(), context())) {
                    over.add(view);
                }
            }
        }
        over.forEach(view -> forget(view, known));
    }

    private void forget(View view, TimestampedKeyValueStore<String, View> known) {
        KeyValueStore<FactChunk.Key, FactChunk> chunks = context().getStateStore(facts);
        FactChunk.keysUpTo(view.viewId(), view.last().sequence()).forEach(chunks::delete);
        known.delete(view.viewId().toString());
    }
}
