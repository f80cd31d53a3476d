package dev.fovea.analytics.stream;

import dev.fovea.analytics.focus.FocusSessions;
import dev.fovea.analytics.stream.Arrival.Counted;
import dev.fovea.analytics.stream.Arrival.Late;
import dev.fovea.analytics.stream.Arrival.Refused;
import dev.fovea.analytics.view.FactChunk;
import dev.fovea.analytics.view.FactChunkBytes;
import dev.fovea.analytics.view.View;
import dev.fovea.analytics.view.ViewBytes;
import dev.fovea.contracts.event.PlayerEvent;
import dev.fovea.contracts.topic.Topic;
import dev.fovea.contracts.topic.Topics;
import dev.fovea.platform.topic.TopicSerdes;
import java.util.Map;
import org.apache.kafka.common.config.TopicConfig;
import org.apache.kafka.common.serialization.Serdes;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.StreamsBuilder;
import org.apache.kafka.streams.kstream.Branched;
import org.apache.kafka.streams.kstream.Consumed;
import org.apache.kafka.streams.kstream.Grouped;
import org.apache.kafka.streams.kstream.KStream;
import org.apache.kafka.streams.kstream.Materialized;
import org.apache.kafka.streams.kstream.Named;
import org.apache.kafka.streams.kstream.Produced;
import org.apache.kafka.streams.state.KeyValueStore;
import org.apache.kafka.streams.state.StoreBuilder;
import org.apache.kafka.streams.state.Stores;

/**
 * player-events -> the facts of each sequence -> one view -> view-rows, retention-rows, focus-rows; player-events-late and
 * the dead letters beside them. Any order, repetition or delay of events gives the same rows. Rows leave when the cache of
 * views is written out, in the same transaction as the state: many events of a view make one row.
 */
public final class ViewTopology {

    static final String FACTS = "facts";
    static final String VIEWS = "views";

    /** Above the largest state that a view may have, so that no view can stop the others. */
    private static final int STATE_BYTES_MAX = 2 << 20;

    private ViewTopology() {}

    public static void addTo(StreamsBuilder builder) {
        builder.addStateStore(facts());
        builder.stream(
                        Topics.PLAYER_EVENTS.name(),
                        Consumed.with(Serdes.String(), Serdes.Bytes()).withName("player-events"))
                .processValues(JudgeArrival::new, Named.as("judge-arrival"))
                .split(Named.as("arrival-"))
                .branch(
                        (_, arrival) -> arrival instanceof Refused,
                        Branched.withConsumer(ViewTopology::keepRefused, "refused"))
                .branch((_, arrival) -> arrival instanceof Late, Branched.withConsumer(ViewTopology::keepLate, "late"))
                .defaultBranch(Branched.withConsumer(ViewTopology::fold, "counted"));
    }

    private static void keepRefused(KStream<String, Arrival> refused) {
        refused.mapValues(arrival -> ((Refused) arrival).value(), Named.as("refused-bytes"))
                .to(
                        Topics.PLAYER_EVENTS.deadLetters(),
                        Produced.with(Serdes.String(), Serdes.Bytes()).withName("player-events-dlq"));
    }

    private static void keepLate(KStream<String, Arrival> late) {
        write(late.mapValues(arrival -> ((Late) arrival).event(), Named.as("late-events")), Topics.PLAYER_EVENTS_LATE);
    }

    private static void fold(KStream<String, Arrival> counted) {
        KStream<String, PlayerEvent> events =
                counted.mapValues(arrival -> ((Counted) arrival).event(), Named.as("counted-events"));
        KStream<String, View> views = events.processValues(() -> new KeepFact(FACTS), Named.as("keep-fact"), FACTS)
                .groupByKey(Grouped.as("by-view"))
                .<View>aggregate(() -> null, (_, change, view) -> View.of(view, change), Named.as("fold-view"), views())
                .toStream(Named.as("changed-views"))
                .filter((_, view) -> view != null, Named.as("not-forgotten-views"));
        write(views.mapValues(View::row, Named.as("make-view-row")), Topics.VIEW_ROWS);
        write(
                views.filter((_, view) -> view.played(), Named.as("played-views"))
                        .mapValues(View::retentionRow, Named.as("make-retention-row")),
                Topics.RETENTION_ROWS);
        write(
                views.filter((_, view) -> view.focused(), Named.as("focused-views"))
                        .mapValues(FocusSessions::row, Named.as("make-focus-row")),
                Topics.FOCUS_ROWS);
        events.process(() -> new ForgetViews(VIEWS, FACTS), Named.as("forget-views"), VIEWS, FACTS);
    }

    private static StoreBuilder<KeyValueStore<FactChunk.Key, FactChunk>> facts() {
        return Stores.keyValueStoreBuilder(
                        Stores.persistentKeyValueStore(FACTS), FactChunkBytes.keys(), FactChunkBytes.serde())
                .withCachingEnabled()
                .withLoggingEnabled(Map.of());
    }

    private static Materialized<String, View, KeyValueStore<Bytes, byte[]>> views() {
        return Materialized.<String, View, KeyValueStore<Bytes, byte[]>>as(VIEWS)
                .withKeySerde(Serdes.String())
                .withValueSerde(ViewBytes.serde())
                .withCachingEnabled()
                .withLoggingEnabled(Map.of(TopicConfig.MAX_MESSAGE_BYTES_CONFIG, Integer.toString(STATE_BYTES_MAX)));
    }

    private static <V> void write(KStream<String, V> values, Topic<V> topic) {
        values.to(
                topic.name(),
                Produced.with(Serdes.String(), TopicSerdes.serde(topic)).withName(topic.name()));
    }
}
