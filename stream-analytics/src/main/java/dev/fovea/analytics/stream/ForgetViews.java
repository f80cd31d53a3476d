package dev.fovea.analytics.stream;

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

    private final String store;

    /** Where the last look ended; null begins at the first view. */
    private @Nullable String next;

    ForgetViews(String store) {
        this.store = store;
    }

    @Override
    public void init(ProcessorContext<Void, Void> context) {
        super.init(context);
        context.schedule(EVERY, PunctuationType.WALL_CLOCK_TIME, _ -> forget());
    }

    @Override
    public void process(Record<String, PlayerEvent> event) {
        // Time alone removes views; this node stands beside the events only to be given their store.
    }

    private void forget() {
        TimestampedKeyValueStore<String, View> views = context().getStateStore(store);
        List<String> over = new ArrayList<>();
        try (KeyValueIterator<String, ValueAndTimestamp<View>> known = views.range(next, null)) {
            next = null;
            for (int examined = 0; known.hasNext(); examined++) {
                KeyValue<String, ValueAndTimestamp<View>> entry = known.next();
                if (examined == EXAMINED_AT_ONCE_MAX) {
                    next = entry.key;
                    break;
                }
                if (ViewLife.isOver(entry.value.value().grant().viewStartedAt(), context())) {
                    over.add(entry.key);
                }
            }
        }
        over.forEach(views::delete);
    }
}
