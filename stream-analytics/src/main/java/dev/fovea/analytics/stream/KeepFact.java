package dev.fovea.analytics.stream;

import dev.fovea.analytics.view.Change;
import dev.fovea.analytics.view.Fact;
import dev.fovea.analytics.view.FactChunk;
import dev.fovea.contracts.event.PlayerEvent;
import org.apache.kafka.streams.processor.api.ContextualFixedKeyProcessor;
import org.apache.kafka.streams.processor.api.FixedKeyRecord;
import org.apache.kafka.streams.state.KeyValueStore;

/** Remembers what each sequence of a view said, and tells only what an arrival changes: a repetition changes nothing. */
final class KeepFact extends ContextualFixedKeyProcessor<String, PlayerEvent, Change> {

    private final String store;

    KeepFact(String store) {
        this.store = store;
    }

    @Override
    public void process(FixedKeyRecord<String, PlayerEvent> record) {
        KeyValueStore<FactChunk.Key, FactChunk> facts = context().getStateStore(store);
        PlayerEvent event = record.value();
        Fact arrived = Fact.of(event);
        var key = FactChunk.Key.of(event.viewId(), arrived.sequence());
        FactChunk stored = facts.get(key);
        FactChunk chunk = stored == null ? FactChunk.EMPTY : stored;
        Change change = chunk.changeBy(event.viewId(), arrived);
        if (!change.after().equals(change.before())) {
            facts.put(key, chunk.with(change.after()));
        }
        context().forward(record.withValue(change));
    }
}
