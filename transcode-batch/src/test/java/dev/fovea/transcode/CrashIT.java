package dev.fovea.transcode;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.fovea.contracts.id.UserId;
import dev.fovea.contracts.id.VideoId;
import dev.fovea.contracts.media.MediaLayout;
import dev.fovea.contracts.topic.Topics;
import dev.fovea.contracts.video.UploadCompleted;
import dev.fovea.platform.id.Uuid7;
import dev.fovea.platform.topic.TopicSerdes;
import dev.fovea.testing.TestPostgres;
import java.io.IOException;
import java.lang.ProcessBuilder.Redirect;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.StringSerializer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.postgresql.ds.PGSimpleDataSource;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.kafka.test.EmbeddedKafkaBroker;
import org.springframework.kafka.test.condition.EmbeddedKafkaCondition;
import org.springframework.kafka.test.context.EmbeddedKafka;

/**
 * A worker is killed in the middle of its work, and the next one goes on: the same film, byte for byte, and no more than
 * a unit a slot done twice.
 */
@EmbeddedKafka(partitions = 1)
class CrashIT {

    private static final Duration WITHIN = Duration.ofSeconds(120);
    private static final int SLOTS = 2;

    @TempDir
    Path home;

    private String database;
    private JdbcClient rows;
    private EmbeddedKafkaBroker kafka;
    private Process worker;

    @BeforeEach
    void begin() throws Exception {
        database = TestPostgres.freshDatabaseUrl();
        var source = new PGSimpleDataSource();
        source.setUrl(database);
        rows = JdbcClient.create(source);
        kafka = Objects.requireNonNull(EmbeddedKafkaCondition.getBroker());
        worker = start();
    }

    @AfterEach
    void end() {
        worker.destroyForcibly();
    }

    private Process start() throws IOException {
        return new ProcessBuilder(
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
                        "--fovea.transcode.work-directory=" + home.resolve("work"),
                        "--fovea.transcode.slots=" + SLOTS,
                        "--fovea.transcode.recover-every=200ms")
                .redirectErrorStream(true)
                .redirectOutput(
                        Redirect.appendTo(Path.of("target", "crash-worker.log").toFile()))
                .start();
    }

    @Test
    void theNextWorkerGoesOnToTheSameBytes() throws Exception {
        Path clip = TestFfmpeg.clip(home, "clip.mp4", Duration.ofSeconds(40), "640x360", "24");
        VideoId killed = upload(clip);
        await().atMost(WITHIN)
                .ignoreExceptionsMatching(CrashIT::isNotMigrated)
                .until(() -> count(killed, "ACCEPTED") >= 1 && isEncoding(killed));
        worker.destroyForcibly().waitFor();
        await().atMost(Duration.ofSeconds(10)).until(() -> encoders().isEmpty());
        int doneBefore = count(killed, "ACCEPTED");
        assertThat(stateOf(killed)).isEqualTo("RUNNING");
        assertThat(doneBefore).isLessThan(count(killed, "%"));

        worker = start();
        // Somebody also kills an encoder under the living worker.
        await().atMost(WITHIN).until(() -> isEncoding(killed) && !encoders().isEmpty());
        encoders().getFirst().destroyForcibly();
        await().atMost(WITHIN).until(() -> stateOf(killed).equals("COMPLETED"));

        int units = count(killed, "%");
        int attempts = rows.sql(
                        "select sum(attempts) from transcode.unit u join transcode.job j on j.id = u.job_id where video_id = ?")
                .param(killed.value())
                .query(Integer.class)
                .single();
        assertThat(attempts).isBetween(units + 1, units + SLOTS + 1);

        VideoId undisturbed = upload(clip);
        await().atMost(WITHIN).until(() -> stateOf(undisturbed).equals("COMPLETED"));
        assertThat(manifestOf(killed)).isEqualTo(manifestOf(undisturbed));
        assertThat(rows.sql(
                                "select status from transcode.batch_job_execution where status not in ('COMPLETED', 'FAILED')")
                        .query(String.class)
                        .list())
                .isEmpty();

        // Asked to end, it ends, and leaves nothing behind.
        worker.destroy();
        assertThat(worker.waitFor(30, TimeUnit.SECONDS)).isTrue();
        assertThat(encoders()).isEmpty();
        try (var left = Files.walk(home.resolve("work/scratch"))) {
            assertThat(left.filter(Files::isRegularFile)).isEmpty();
        }
    }

    private VideoId upload(Path clip) throws Exception {
        var video = new VideoId(Uuid7.next());
        String object = MediaLayout.source(video, 1);
        Path file = home.resolve("media").resolve(object);
        Files.createDirectories(file.getParent());
        Files.copy(clip, file);
        var upload = new UploadCompleted(
                video, 1, new UserId(Uuid7.next()), object, "clip.mp4", Files.size(clip), Instant.now());
        try (var producer = new KafkaProducer<>(
                Map.of("bootstrap.servers", kafka.getBrokersAsString()),
                new StringSerializer(),
                TopicSerdes.<UploadCompleted>serializer())) {
            producer.send(new ProducerRecord<>(Topics.UPLOADS.name(), video.toString(), upload))
                    .get();
        }
        return video;
    }

    /** Not from the rows alone: the process itself is there. */
    private boolean isEncoding(VideoId video) {
        return count(video, "CLAIMED") >= 1 && !encoders().isEmpty();
    }

    private List<ProcessHandle> encoders() {
        return ProcessHandle.allProcesses()
                .filter(process -> commandOf(process)
                        .filter(line -> line.contains(home + "/work/scratch") && line.contains("libx264"))
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

    private static boolean isNotMigrated(Throwable failure) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (cause instanceof SQLException sql && "42P01".equals(sql.getSQLState())) {
                return true;
            }
        }
        return false;
    }

    private int count(VideoId video, String state) {
        return rows.sql(
                        "select count(*) from transcode.unit u join transcode.job j on j.id = u.job_id where video_id = ? and u.state like ?")
                .param(video.value())
                .param(state)
                .query(Integer.class)
                .single();
    }

    private String stateOf(VideoId video) {
        return rows.sql("select state from transcode.job where video_id = ?")
                .param(video.value())
                .query(String.class)
                .optional()
                .orElse("");
    }

    private String manifestOf(VideoId video) {
        return rows.sql("select manifest_hash from transcode.job where video_id = ?")
                .param(video.value())
                .query(String.class)
                .single();
    }
}
