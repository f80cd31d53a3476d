package dev.fovea.analytics;

import dev.fovea.analytics.view.Change;
import dev.fovea.analytics.view.Fact;
import dev.fovea.analytics.view.FactChunk;
import dev.fovea.analytics.view.View;
import dev.fovea.contracts.event.PlayerEvent;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** The fold of one view in memory: what the topology does, without Kafka. */
public final class Fold {

    private final Map<FactChunk.Key, FactChunk> chunks = new HashMap<>();
    private @Nullable View view;

    public static View of(List<PlayerEvent> events) {
        var fold = new Fold();
        events.forEach(fold::take);
        return fold.view();
    }

    public void take(PlayerEvent event) {
        Fact fact = Fact.of(event);
        var key = FactChunk.Key.of(event.viewId(), fact.sequence());
        FactChunk chunk = chunks.getOrDefault(key, FactChunk.EMPTY);
        Change change = chunk.changeBy(event.viewId(), fact);
        chunks.put(key, chunk.with(change.after()));
        view = View.of(view, change);
    }

    public View view() {
        return Objects.requireNonNull(view);
    }
}
