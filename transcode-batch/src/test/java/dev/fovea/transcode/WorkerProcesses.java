package dev.fovea.transcode;

import dev.fovea.contracts.id.UserId;
import dev.fovea.contracts.id.VideoId;
import dev.fovea.contracts.media.MediaLayout;
import dev.fovea.contracts.topic.Topic;
import dev.fovea.contracts.topic.Topics;
import dev.fovea.contracts.video.UploadCompleted;
import dev.fovea.platform.database.Migrations;
import dev.fovea.platform.id.Uuid7;
import dev.fovea.platform.topic.TopicSerdes;
import dev.fovea.testing.TestPostgres;
import java.io.IOException;
import java.lang.ProcessBuilder.Redirect;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.StringSerializer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;
import org.postgresql.ds.PGSimpleDataSource;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.kafka.test.EmbeddedKafkaBroker;
import org.springframework.kafka.test.condition.EmbeddedKafkaCondition;
import org.springframework.kafka.test.context.EmbeddedKafka;

/** Workers as processes of their own, to be killed and frozen; real Postgres, Kafka, FFmpeg and files. */
@EmbeddedKafka(partitions = 1)
abstract class WorkerProcesses {

    static final Duration WITHIN = Duration.ofMinutes(5);

    @TempDir
    Path home;

    JdbcClient rows;
    EmbeddedKafkaBroker kafka;
    private String database;
    private final List<Process> started = new ArrayList<>();

    @BeforeEach
    void makeDatabase() throws Exception {
        database = TestPostgres.freshDatabaseUrl();
        var source = new PGSimpleDataSource();
        source.setUrl(database);
        // Here and not by the first worker: who reads while tables are altered can be one side of a deadlock.
        Migrations.of(source, "transcode").afterPropertiesSet();
        rows = JdbcClient.create(source);
        kafka = Objects.requireNonNull(EmbeddedKafkaCondition.getBroker());
    }

    @AfterEach
    void endWorkers() {
        started.forEach(Process::destroyForcibly);
    }

    /** @param machine its work directory; who comes back to it is the same worker */
    Process start(String machine, Map<String, String> environment, String... more) throws IOException {
        var command = new ArrayList<>(List.of(
                ProcessHandle.current().info().command().orElse("java"),
                "-XX:TieredStopAtLevel=1",
                "--enable-native-access=ALL-UNNAMED",
                "-cp",
                System.getProperty("java.class.path"),
                TranscodeMain.class.getName(),
                "--server.port=0",
                "--spring.datasource.url=" + database,
                "--spring.kafka.bootstrap-servers=" + kafka.getBrokersAsString(),
                "--fovea.media.directory=" + home.resolve("media"),
                "--fovea.transcode.work-directory=" + home.resolve(machine),
                "--fovea.transcode.recover-every=200ms"));
        command.addAll(List.of(more));
        var builder = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(Redirect.appendTo(logOf(machine).toFile()));
        builder.environment().putAll(environment);
        Process worker = builder.start();
        started.add(worker);
        return worker;
    }

    Path logOf(String machine) {
        return Path.of("target", "%s-%s.log".formatted(getClass().getSimpleName(), machine));
    }

    VideoId upload(Path clip) throws Exception {
        var video = new VideoId(Uuid7.next());
        Path file = sourceOf(video);
        Files.createDirectories(file.getParent());
        Files.copy(clip, file);
        tellOfUpload(video);
        return video;
    }

    Path sourceOf(VideoId video) {
        return home.resolve("media").resolve(MediaLayout.source(video, 1));
    }

    /** All of it is there. */
    void tellOfUpload(VideoId video) throws Exception {
        tell(
                Topics.UPLOADS,
                video,
                new UploadCompleted(
                        video,
                        1,
                        new UserId(Uuid7.next()),
                        MediaLayout.source(video, 1),
                        "clip.mp4",
                        Files.size(sourceOf(video)),
                        Instant.now()));
    }

    <V> void tell(Topic<V> topic, VideoId video, V value) throws Exception {
        try (var producer = new KafkaProducer<>(
                Map.of("bootstrap.servers", kafka.getBrokersAsString()),
                new StringSerializer(),
                TopicSerdes.<V>serializer())) {
            producer.send(new ProducerRecord<>(topic.name(), video.toString(), value))
                    .get();
        }
    }

    /** Not from the rows alone: the process itself is there. */
    boolean isEncoding(VideoId video) {
        return count(video, "CLAIMED") >= 1 && !encoders().isEmpty();
    }

    List<ProcessHandle> encoders() {
        return ProcessHandle.allProcesses()
                .filter(process -> commandOf(process)
                        .filter(line -> line.contains(home + "/") && line.contains("libx264"))
                        .isPresent())
                .toList();
    }

    private static Optional<String> commandOf(ProcessHandle process) {
        try {
            return Optional.of(Files.readString(Path.of("/proc/" + process.pid() + "/cmdline")));
        } catch (IOException e) {
            return Optional.empty(); // ended meanwhile
        }
    }

    int count(VideoId video, String state) {
        return rows.sql(
                        "select count(*) from transcode.unit u join transcode.job j on j.id = u.job_id where video_id = ? and u.state like ?")
                .param(video.value())
                .param(state)
                .query(Integer.class)
                .single();
    }

    int attempts(VideoId video) {
        return rows.sql(
                        "select sum(attempts) from transcode.unit u join transcode.job j on j.id = u.job_id where video_id = ?")
                .param(video.value())
                .query(Integer.class)
                .single();
    }

    int openExecutions() {
        return rows.sql(
                        "select count(*) from transcode.batch_job_execution where status not in ('COMPLETED', 'FAILED', 'STOPPED')")
                .query(Integer.class)
                .single();
    }

    String stateOf(VideoId video) {
        return textOf(video, "state");
    }

    String manifestOf(VideoId video) {
        return textOf(video, "manifest_hash");
    }

    String ownerOf(VideoId video) {
        return textOf(video, "owner");
    }

    private String textOf(VideoId video, String column) {
        return rows.sql("select coalesce(%s, '') from transcode.job where video_id = ?".formatted(column))
                .param(video.value())
                .query(String.class)
                .optional()
                .orElse("");
    }
}
