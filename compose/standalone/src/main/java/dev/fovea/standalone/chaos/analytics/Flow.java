package dev.fovea.standalone.chaos.analytics;

import dev.fovea.connectors.clickhouse.ClickHouseFailure;
import dev.fovea.contracts.topic.Topic;
import dev.fovea.contracts.topic.Topics;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.ListOffsetsOptions;
import org.apache.kafka.clients.admin.ListStreamsGroupOffsetsSpec;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.IsolationLevel;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.Uuid;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.json.JsonMapper;

/** What flows through the cluster: every arrival is kept as evidence, and it is known when all of it has come through. */
final class Flow implements AutoCloseable {

    private static final Duration THROUGH_WITHIN = Duration.ofMinutes(10);
    private static final Duration TOPICS_WITHIN = Duration.ofMinutes(2);

    private final Cluster cluster;
    private final JsonMapper json = JsonMapper.builder().build();
    private final Map<UUID, List<Arrival>> arrivals = new ConcurrentHashMap<>();
    private final Map<String, long[]> records = new ConcurrentHashMap<>();
    private final Map<Integer, Long> newestRow = new ConcurrentHashMap<>();
    private Map<String, UUID> topicIds;
    private TopicTail events;
    private TopicTail rows;

    /** {@code [from, to)} of one partition. */
    record OffsetRange(int partition, long from, long to) {

        static List<OffsetRange> between(Map<TopicPartition, Long> from, Map<TopicPartition, Long> to) {
            return from.entrySet().stream()
                    .map(each -> new OffsetRange(
                            each.getKey().partition(),
                            each.getValue(),
                            to.getOrDefault(each.getKey(), each.getValue())))
                    .toList();
        }
    }

    Flow(Cluster cluster) throws ExecutionException, InterruptedException {
        this.cluster = cluster;
        this.topicIds = topicIds();
        this.events = tailEvents();
        this.rows = tailRows();
    }

    /** Of each view, everything that stood in the topic of player events. */
    Map<UUID, List<Arrival>> arrivals() {
        return arrivals;
    }

    /** {@code topicId/partition} to count, distinct offsets and their sum, of player events. */
    Map<String, String> records() {
        return records.entrySet().stream()
                .collect(Collectors.toMap(
                        Map.Entry::getKey,
                        entry -> "%d %d %d".formatted(entry.getValue()[0], entry.getValue()[0], entry.getValue()[1])));
    }

    /** Whether rows of events that were taken after that moment have come out of each partition. */
    boolean rowsAreNewerThan(long timeMs) {
        return Cluster.partitionsOf(Topics.VIEW_ROWS).stream()
                .allMatch(partition -> newestRow.getOrDefault(partition.partition(), 0L) > timeMs);
    }

    /** Returns when every event has become rows and every row is stored. */
    void awaitThrough(String application) throws Exception {
        long deadline = System.nanoTime() + THROUGH_WITHIN.toNanos();
        for (@Nullable String missing = missing(application); missing != null; missing = missing(application)) {
            if (System.nanoTime() > deadline) {
                throw new IllegalStateException("not through within %s: %s".formatted(THROUGH_WITHIN, missing));
            }
            Thread.sleep(200);
        }
    }

    /** Another log of the same name; what was read of the old one stays as evidence. */
    void recreateTopics() throws Exception {
        List<Topic<?>> topics = List.of(Topics.PLAYER_EVENTS, Topics.VIEW_ROWS);
        List<String> names = topics.stream().map(Topic::name).toList();
        events.close();
        rows.close();
        cluster.admin().deleteTopics(names).all().get();
        awaitTopics("gone", known -> Collections.disjoint(known, names)); // the deletion goes on in the background
        cluster.admin()
                .createTopics(topics.stream()
                        .map(topic -> new NewTopic(topic.name(), topic.partitions(), (short) 1))
                        .toList())
                .all()
                .get();
        awaitTopics("known", known -> known.containsAll(names)); // the broker learns of them from the controller
        topicIds = topicIds();
        events = tailEvents();
        rows = tailRows();
    }

    private void awaitTopics(String how, Predicate<Set<String>> condition) throws Exception {
        long until = System.nanoTime() + TOPICS_WITHIN.toNanos();
        while (!condition.test(cluster.admin().listTopics().names().get())) {
            if (System.nanoTime() > until) {
                throw new IllegalStateException(
                        "the topics made anew are not %s within %s".formatted(how, TOPICS_WITHIN));
            }
            Thread.sleep(100);
        }
    }

    @Override
    public void close() throws InterruptedException {
        events.close();
        rows.close();
    }

    private TopicTail tailEvents() {
        return new TopicTail(cluster.bootstrapServers(), Cluster.partitionsOf(Topics.PLAYER_EVENTS), this::keepEvent);
    }

    private TopicTail tailRows() {
        List<TopicPartition> partitions = Cluster.storedTopics().stream()
                .filter(topic -> !topic.equals(Topics.PLAYER_EVENTS))
                .flatMap(topic -> Cluster.partitionsOf(topic).stream())
                .toList();
        return new TopicTail(cluster.bootstrapServers(), partitions, record -> {
            if (record.topic().equals(Topics.VIEW_ROWS.name())) {
                newestRow.merge(record.partition(), record.timestamp(), Math::max);
            }
        });
    }

    private void keepEvent(ConsumerRecord<byte[], byte[]> record) {
        Arrival arrival = json.readValue(record.value(), Arrival.class);
        arrivals.computeIfAbsent(arrival.viewId(), _ -> new ArrayList<>()).add(arrival);
        records.merge(idOf(record.topic()) + "/" + record.partition(), new long[] {1, record.offset()}, (one, other) ->
                new long[] {one[0] + other[0], one[1] + other[1]});
    }

    /** What has not come through yet; null when all has. */
    private @Nullable String missing(String application)
            throws ExecutionException, InterruptedException, ClickHouseFailure {
        Map<TopicPartition, Long> eventEnds = ends(events.partitions());
        String behind = behind(eventEnds, events::position);
        if (behind != null) {
            return "the evidence is read up to " + behind;
        }
        Map<TopicPartition, Long> committed = committed(application);
        behind = behind(eventEnds, partition -> committed.getOrDefault(partition, 0L));
        if (behind != null) {
            return "streams are at " + behind;
        }
        behind = behind(ends(rows.partitions()), rows::position);
        if (behind != null) {
            return "rows are read up to " + behind;
        }
        for (Topic<?> topic : Cluster.storedTopics()) {
            TopicTail tail = topic.equals(Topics.PLAYER_EVENTS) ? events : rows;
            Map<Integer, Long> stored = cluster.tables().progress(topic.name(), idOf(topic.name()));
            Map<TopicPartition, Long> wanted = Cluster.partitionsOf(topic).stream()
                    .collect(Collectors.toMap(Function.identity(), tail::afterLastRecord));
            behind = behind(wanted, partition -> stored.getOrDefault(partition.partition(), 0L));
            if (behind != null) {
                return "the sink has " + behind;
            }
        }
        return null;
    }

    private static @Nullable String behind(Map<TopicPartition, Long> wanted, Function<TopicPartition, Long> reached) {
        for (var entry : wanted.entrySet()) {
            long at = reached.apply(entry.getKey());
            if (at < entry.getValue()) {
                return "%d of %d in %s".formatted(at, entry.getValue(), entry.getKey());
            }
        }
        return null;
    }

    Map<TopicPartition, Long> ends(List<TopicPartition> partitions) throws ExecutionException, InterruptedException {
        var ends = new HashMap<TopicPartition, Long>();
        cluster.admin()
                .listOffsets(
                        partitions.stream().collect(Collectors.toMap(Function.identity(), _ -> OffsetSpec.latest())),
                        new ListOffsetsOptions(IsolationLevel.READ_COMMITTED))
                .all()
                .get()
                .forEach((partition, info) -> ends.put(partition, info.offset()));
        return ends;
    }

    private Map<TopicPartition, Long> committed(String application) throws ExecutionException, InterruptedException {
        var committed = new HashMap<TopicPartition, Long>();
        cluster.admin()
                .listStreamsGroupOffsets(Map.of(application, new ListStreamsGroupOffsetsSpec()))
                .partitionsToOffsetAndMetadata(application)
                .get()
                .forEach((partition, offset) -> {
                    if (offset != null) {
                        committed.put(partition, offset.offset());
                    }
                });
        return committed;
    }

    private UUID idOf(String topic) {
        return Objects.requireNonNull(topicIds.get(topic));
    }

    private Map<String, UUID> topicIds() throws ExecutionException, InterruptedException {
        return cluster
                .admin()
                .describeTopics(Cluster.storedTopics().stream().map(Topic::name).toList())
                .allTopicNames()
                .get()
                .values()
                .stream()
                .collect(Collectors.toMap(
                        description -> description.name(), description -> javaId(description.topicId())));
    }

    private static UUID javaId(Uuid id) {
        return new UUID(id.getMostSignificantBits(), id.getLeastSignificantBits());
    }
}
