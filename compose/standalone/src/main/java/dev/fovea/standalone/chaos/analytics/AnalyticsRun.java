package dev.fovea.standalone.chaos.analytics;

import dev.fovea.connectors.sink.FoveaSink;
import dev.fovea.contracts.topic.Topics;
import dev.fovea.standalone.PostgresNode;
import dev.fovea.standalone.chaos.KillableProcess;
import dev.fovea.standalone.chaos.Report;
import dev.fovea.standalone.chaos.analytics.ClickHouseFaults.Moment;
import dev.fovea.standalone.chaos.analytics.PlannedView.Batch;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import java.util.random.RandomGenerator;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** One run: traffic in as many stretches as there are kills and one more, a death in each, and the reckoning at the end. */
final class AnalyticsRun {

    private static final Duration HEALED_WITHIN = Duration.ofMinutes(5);
    private static final Duration TOKENS_VALID = Duration.ofDays(3);
    private static final int DIFFERENCES_SHOWN = 5;
    private static final List<Integer> INSTANCES = List.of(1, 2, 4);

    private final Settings settings;
    private final RandomGenerator random;
    private final HttpClient http = HttpClient.newHttpClient();
    private final JsonMapper json = JsonMapper.builder().build();
    private final List<Map<String, Object>> raw = new ArrayList<>();
    private final List<Double> failovers = new ArrayList<>();
    private final List<String> broken = new ArrayList<>();
    private List<Flow.OffsetRange> setAsideAnew = List.of();

    /**
     * @param events made, before repetitions
     * @param kills in their order
     * @param instances of streams
     * @param metamorphic whether all is counted anew by 1, 2 and 4 instances, and stored anew into empty tables
     * @param say hears how far it is
     */
    record Settings(
            long seed,
            int events,
            List<Kill> kills,
            int instances,
            boolean metamorphic,
            Optional<Mutant> mutant,
            Path data,
            Consumer<String> say) {}

    AnalyticsRun(Settings settings) {
        this.settings = settings;
        this.random = ViewScript.randomOf(settings.seed(), "moments");
    }

    Report run() throws Exception {
        long now = System.currentTimeMillis();
        Traffic traffic = Traffic.of(settings.seed(), settings.events(), now);
        var ledger = new Ledger(traffic);
        say("%d views in %d batches"
                .formatted(traffic.views().size(), traffic.batches().size()));
        try (Cluster cluster = Cluster.start(settings.data(), settings.mutant(), settings.instances());
                var flow = new Flow(cluster)) {
            say("the cluster is up");
            PostgresNode postgres = cluster.postgres();
            var signer = ViewTokenSigner.read(
                    postgres.jdbcUrl(), PostgresNode.USER, postgres.password(), now / 1_000 + TOKENS_VALID.toSeconds());
            try (var players = new Players(cluster.events(), signer, ledger)) {
                sendAndKill(cluster, flow, players, traffic.batches());
            }
            flow.awaitThrough(cluster.application());
            say("all is through");
            return reckon(cluster, flow, traffic, ledger);
        }
    }

    private void sendAndKill(Cluster cluster, Flow flow, Players players, List<Batch> batches) throws Exception {
        int stretches = settings.kills().size() + 1;
        for (int i = 0; i < stretches; i++) {
            List<Batch> stretch = batches.subList(
                    (int) ((long) batches.size() * i / stretches), (int) ((long) batches.size() * (i + 1) / stretches));
            if (i == 0) {
                send(players, stretch, new AtomicInteger(), new CountDownLatch(0))
                        .get();
                continue;
            }
            Kill kill = settings.kills().get(i - 1);
            boolean isLast = i == stretches - 1;
            if (kill == Kill.TOPICS_RECREATED) {
                flow.awaitThrough(cluster.application());
                if (isLast && settings.metamorphic()) {
                    countAndStoreAnew(cluster, flow);
                }
                strike(kill, cluster, flow, new CountDownLatch(0));
                send(players, stretch, new AtomicInteger(), new CountDownLatch(0))
                        .get();
            } else {
                var sent = new AtomicInteger();
                var died = new CountDownLatch(1);
                CompletableFuture<@Nullable Void> sending = send(players, stretch, sent, died);
                int moment = random.nextInt(1, Math.max(2, stretch.size() / 3));
                while (sent.get() < moment && !sending.isDone()) {
                    Thread.sleep(5);
                }
                try {
                    strike(kill, cluster, flow, died);
                } finally {
                    died.countDown();
                }
                sending.get();
            }
        }
    }

    /**
     * The last third waits for the death: a collector may have taken all of a stretch before a process can be killed, and then
     * nothing came that shows the process back at work.
     */
    private static CompletableFuture<@Nullable Void> send(
            Players players, List<Batch> batches, AtomicInteger sent, CountDownLatch died) {
        int held = batches.size() * 2 / 3;
        var done = new CompletableFuture<@Nullable Void>();
        Thread.ofPlatform().name("traffic").start(() -> {
            try {
                players.send(batches.subList(0, held), sent);
                died.await();
                players.send(batches.subList(held, batches.size()), sent);
                done.complete(null);
            } catch (ExecutionException | InterruptedException | RuntimeException e) {
                done.completeExceptionally(e);
            }
        });
        return done;
    }

    private void strike(Kill kill, Cluster cluster, Flow flow, CountDownLatch died) throws Exception {
        if (kill != Kill.STREAMS) {
            died.countDown(); // what dies shall die under traffic
        }
        long startedAt = System.currentTimeMillis();
        var told = new LinkedHashMap<String, Object>();
        told.put("kill", kill.name());
        switch (kill) {
            case COLLECTOR -> restart(List.of(cluster.collector()));
            case BROKER -> restart(List.of(cluster.broker()));
            case CLICKHOUSE -> restart(List.of(cluster.clickHouse()));
            case CONNECT -> restart(List.of(pick(cluster.workers())));
            case STREAMS -> killStreams(cluster, flow, died, told);
            case CLICKHOUSE_BEFORE_INSERT -> trap(cluster, Moment.BEFORE_INSERT, List.of(cluster.clickHouse()));
            case CLICKHOUSE_AFTER_INSERT -> trap(cluster, Moment.AFTER_INSERT, List.of(cluster.clickHouse()));
            case CONNECT_AFTER_INSERT -> trap(cluster, Moment.AFTER_INSERT, cluster.workers());
            case CONNECT_BEFORE_PROGRESS -> trap(cluster, Moment.BEFORE_PROGRESS, cluster.workers());
            case CONNECT_FROZEN -> freezeOwnerOfATask(cluster);
            case TOPICS_RECREATED -> recreateTopics(cluster, flow);
        }
        told.put("seconds", seconds(startedAt));
        raw.add(told);
        say(told.toString());
    }

    private static void restart(List<KillableProcess> victims) throws InterruptedException {
        victims.forEach(KillableProcess::kill);
        victims.forEach(KillableProcess::launch);
        for (KillableProcess each : victims) {
            each.awaitReady();
        }
    }

    /**
     * From the death until rows of later events have come out of every partition again. Told beside it: when the new process
     * had joined the group, for until then it is the start of a JVM that is waited for.
     */
    private void killStreams(Cluster cluster, Flow flow, CountDownLatch died, Map<String, Object> told)
            throws ExecutionException, InterruptedException {
        Set<String> membersBefore = cluster.streamsMembers();
        KillableProcess victim = pick(cluster.streams());
        victim.kill();
        long diedAt = System.currentTimeMillis();
        died.countDown();
        victim.launch();
        await("rows come again", () -> {
            if (!told.containsKey("joinedSeconds") && !membersBefore.containsAll(cluster.streamsMembers())) {
                told.put("joinedSeconds", seconds(diedAt));
            }
            return flow.rowsAreNewerThan(diedAt);
        });
        double failover = seconds(diedAt);
        failovers.add(failover);
        told.put("failoverSeconds", failover);
        victim.awaitReady();
    }

    private static void trap(Cluster cluster, Moment moment, List<KillableProcess> victims) throws Exception {
        cluster.faults()
                .arm(moment, () -> victims.forEach(KillableProcess::kill))
                .get(HEALED_WITHIN.toSeconds(), TimeUnit.SECONDS);
        victims.forEach(KillableProcess::launch);
        for (KillableProcess each : victims) {
            each.awaitReady();
        }
    }

    private void freezeOwnerOfATask(Cluster cluster) throws Exception {
        await("all tasks run", () -> !taskOwners(cluster, 0).contains(""));
        String second = "127.0.0.1:" + cluster.workerPort(1);
        int frozen = taskOwners(cluster, 0).getFirst().equals(second) ? 1 : 0;
        int other = 1 - frozen;
        KillableProcess worker = cluster.workers().get(frozen);
        worker.freeze();
        try {
            String id = "127.0.0.1:" + cluster.workerPort(other);
            await(
                    "its tasks run elsewhere",
                    () -> taskOwners(cluster, other).stream().allMatch(id::equals));
        } finally {
            worker.thaw();
        }
    }

    /** Who runs the tasks that run; empty strings for those that do not. */
    private List<String> taskOwners(Cluster cluster, int asked) throws IOException, InterruptedException {
        var request = HttpRequest.newBuilder(
                        URI.create(cluster.connectUrl(asked) + "/connectors/" + FoveaSink.CONNECTOR + "/status"))
                .timeout(Duration.ofSeconds(5))
                .build();
        var owners = new ArrayList<String>();
        for (JsonNode task : json.readTree(
                        http.send(request, BodyHandlers.ofString()).body())
                .path("tasks")) {
            boolean runs = task.path("state").asString("").equals("RUNNING");
            owners.add(runs ? task.path("worker_id").asString("") : "");
        }
        return owners.isEmpty() ? List.of("") : owners;
    }

    /** Whoever makes a topic anew stops what writes it. */
    private static void recreateTopics(Cluster cluster, Flow flow) throws Exception {
        cluster.streams().forEach(KillableProcess::kill);
        flow.recreateTopics();
        cluster.streams().forEach(KillableProcess::launch);
        for (KillableProcess each : cluster.streams()) {
            each.awaitReady();
        }
    }

    /** Other numbers of instances, and a sink that begins at nothing, end with the same tables. */
    private void countAndStoreAnew(Cluster cluster, Flow flow) throws Exception {
        Tables tables = cluster.tables();
        String before = tables.hash();
        Map<TopicPartition, Long> lateBefore = flow.ends(Cluster.partitionsOf(Topics.PLAYER_EVENTS_LATE));
        for (int instances : INSTANCES) {
            for (String table : List.of("fovea.view_rows", "fovea.retention_rows", "fovea.focus_rows")) {
                tables.empty(table);
            }
            String application = "anew-by-" + instances;
            List<KillableProcess> anew =
                    cluster.startStreams(application, cluster.streams().size(), instances);
            flow.awaitThrough(application);
            anew.forEach(KillableProcess::kill);
            same("counted anew by " + instances, before, tables.hash());
        }
        // Whoever counts anew sets the late ones aside anew: other records of the same events.
        setAsideAnew = Flow.OffsetRange.between(lateBefore, flow.ends(Cluster.partitionsOf(Topics.PLAYER_EVENTS_LATE)));
        cluster.workers().forEach(KillableProcess::kill);
        for (String table : List.of(
                "fovea.player_events",
                "fovea.player_events_late",
                "fovea.view_rows",
                "fovea.retention_rows",
                "fovea.focus_rows",
                "fovea.sink_progress")) {
            tables.empty(table);
        }
        cluster.workers().forEach(KillableProcess::launch);
        for (KillableProcess each : cluster.workers()) {
            each.awaitReady();
        }
        flow.awaitThrough(cluster.application());
        same("stored anew", before, tables.hash());
    }

    private void same(String what, String before, String after) {
        boolean same = before.equals(after);
        raw.add(Map.of("metamorphic", what, "same", same, "hash", after));
        say("%s: %s".formatted(what, same ? "the same tables" : "OTHER TABLES, " + before + " became " + after));
        if (!same) {
            broken.add(what);
        }
    }

    private Report reckon(Cluster cluster, Flow flow, Traffic traffic, Ledger ledger) throws Exception {
        Map<UUID, ViewFigures> sink = cluster.tables().ofSink();
        long differencesA = differences("A", PlainOracle.figures(flow.arrivals()), sink);
        long differencesB = differences("B", cluster.tables().ofOracle(), sink);
        Balance balance = Balance.of(traffic, ledger, flow, cluster.tables(), setAsideAnew);
        long deadLetters = deadLetters(cluster);
        long unaccounted = balance.unaccounted() + deadLetters;

        var figures = new LinkedHashMap<String, Object>();
        figures.put("kills", settings.kills().size());
        figures.put("generated", balance.generated());
        figures.put("differencesToOracleA", differencesA);
        figures.put("differencesToOracleB", differencesB);
        figures.put("unaccountedEvents", unaccounted);
        if (!failovers.isEmpty()) {
            figures.put("failoverSecondsP95", Report.quantile(failovers, 0.95));
        }
        raw.add(Map.of(
                "views", sink.size(), "events", settings.events(), "balance", balance, "deadLetters", deadLetters));
        settings.mutant().ifPresent(mutant -> raw.add(Map.of("mutant", mutant.toString())));
        boolean ok = differencesA == 0 && differencesB == 0 && unaccounted == 0 && broken.isEmpty();
        return new Report("analytics", settings.seed(), figures, raw, ok);
    }

    private long differences(String oracle, Map<UUID, ViewFigures> truth, Map<UUID, ViewFigures> sink) {
        long differences = 0;
        var views = new TreeSet<>(truth.keySet());
        views.addAll(sink.keySet());
        for (UUID view : views) {
            ViewFigures said = sink.get(view);
            ViewFigures known = truth.get(view);
            if (!Objects.equals(said, known)) {
                differences++;
                if (differences <= DIFFERENCES_SHOWN) {
                    raw.add(Map.of(
                            "differsFromOracle" + oracle,
                            view.toString(),
                            "sink",
                            String.valueOf(said),
                            "oracle",
                            String.valueOf(known)));
                }
            }
        }
        return differences;
    }

    private static long deadLetters(Cluster cluster) throws ExecutionException, InterruptedException {
        long letters = 0;
        var topics = new ArrayList<>(List.of(Topics.PLAYER_EVENTS.deadLetters(), FoveaSink.DEAD_LETTERS));
        topics.retainAll(cluster.admin().listTopics().names().get());
        List<TopicPartition> partitions = cluster.admin().describeTopics(topics).allTopicNames().get().values().stream()
                .flatMap(topic ->
                        topic.partitions().stream().map(each -> new TopicPartition(topic.name(), each.partition())))
                .toList();
        for (TopicPartition partition : partitions) {
            letters += cluster.admin()
                    .listOffsets(Map.of(partition, OffsetSpec.latest()))
                    .partitionResult(partition)
                    .get()
                    .offset();
        }
        return letters;
    }

    private interface Condition {
        boolean holds() throws Exception;
    }

    private static void await(String what, Condition condition) throws InterruptedException {
        long deadline = System.nanoTime() + HEALED_WITHIN.toNanos();
        while (!holds(condition)) {
            if (System.nanoTime() > deadline) {
                throw new IllegalStateException("%s: not within %s".formatted(what, HEALED_WITHIN));
            }
            Thread.sleep(20);
        }
    }

    private static boolean holds(Condition condition) throws InterruptedException {
        try {
            return condition.holds();
        } catch (InterruptedException e) {
            throw e;
        } catch (Exception e) {
            return false; // who is asked may be down as well
        }
    }

    private <T> T pick(List<T> choices) {
        return choices.get(random.nextInt(choices.size()));
    }

    private static double seconds(long sinceMs) {
        return (System.currentTimeMillis() - sinceMs) / 1_000.0;
    }

    private void say(String line) {
        settings.say().accept(line);
    }
}
