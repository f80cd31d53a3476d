package dev.fovea.ingest;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fovea.contracts.access.Category;
import dev.fovea.contracts.access.Role;
import dev.fovea.contracts.id.UserId;
import dev.fovea.contracts.id.VideoId;
import dev.fovea.contracts.media.MediaLayout;
import dev.fovea.contracts.topic.Topics;
import dev.fovea.contracts.video.TranscodeEvent.Playback;
import dev.fovea.contracts.video.TranscodeEvent.Ready;
import dev.fovea.contracts.video.Verdict;
import dev.fovea.contracts.video.VideoStatus;
import dev.fovea.platform.PlatformConfiguration;
import dev.fovea.platform.media.MediaStore;
import dev.fovea.testing.Api;
import dev.fovea.testing.Api.Answer;
import dev.fovea.testing.TestIssuer;
import dev.fovea.testing.TestPostgres;
import dev.fovea.testing.TestTopics;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.random.RandomGenerator;
import org.awaitility.Awaitility;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.context.SpringBootTest.WebEnvironment;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.kafka.test.EmbeddedKafkaBroker;
import org.springframework.kafka.test.context.EmbeddedKafka;
import org.springframework.test.context.DynamicPropertyRegistry;
import org.springframework.test.context.DynamicPropertySource;

/** This module as a process of its own, with a real Postgres and Kafka; shared by all tests that extend this. */
@SpringBootTest(
        classes = {PlatformConfiguration.class, IngestConfiguration.class},
        webEnvironment = WebEnvironment.RANDOM_PORT,
        properties = {
            "spring.kafka.bootstrap-servers=${spring.embedded.kafka.brokers}",
            "fovea.telemetry.region-header=CloudFront-Viewer-Country",
            "fovea.access.embed-origins=https://intranet.example.org"
        })
@EmbeddedKafka(partitions = 1)
public abstract class IngestServer {

    static {
        // The usual ten seconds are too few for a machine that has much else to do.
        Awaitility.setDefaultTimeout(Duration.ofMinutes(2));
    }

    protected static final String MANIFEST = "a".repeat(64);
    protected static final long DURATION_MS = 30_000;
    protected static final Playback PLAYBACK =
            new Playback("main-0123456789ab.m3u8", null, "board-0123456789ab.vtt", "poster-0123456789ab.jpg");

    private static final RandomGenerator RANDOM = RandomGenerator.getDefault();

    @LocalServerPort
    protected int port;

    @Autowired
    private EmbeddedKafkaBroker broker;

    @Autowired
    protected JdbcClient database;

    @Autowired
    protected MediaStore store;

    @DynamicPropertySource
    static void surroundings(DynamicPropertyRegistry properties) {
        String url = TestPostgres.freshDatabaseUrl();
        properties.add("spring.datasource.url", () -> url);
        properties.add("fovea.media.directory", () -> mediaDirectory().toString());
        TestIssuer.SHARED.trustIn(properties, 0);
    }

    protected static Path mediaDirectory() {
        return Path.of("target", "media", "server").toAbsolutePath();
    }

    protected Api api() {
        return Api.at(port);
    }

    protected TestTopics topics() {
        return new TestTopics(broker.getBrokersAsString());
    }

    protected Person person(Role role, Category category) {
        UserId id = TestIssuer.newUser();
        return new Person(id, TestIssuer.SHARED.token(id, role, category));
    }

    protected final class Person {

        private final UserId id;
        private final String token;

        Person(UserId id, String token) {
            this.id = id;
            this.token = token;
        }

        public UserId id() {
            return id;
        }

        public String token() {
            return token;
        }

        /** The HTTP contract, signed in as this person. */
        public Api api() {
            return IngestServer.this.api().as(token);
        }
    }

    protected static byte[] someBytes(int length) {
        byte[] bytes = new byte[length];
        RANDOM.nextBytes(bytes);
        return bytes;
    }

    protected Answer create(Person person, String title, long sizeBytes) {
        return person.api()
                .post(
                        "/api/v1/uploads",
                        Map.of(
                                "title",
                                title,
                                "filename",
                                title + ".mp4",
                                "sizeBytes",
                                sizeBytes,
                                "contentType",
                                "video/mp4"));
    }

    /** A video whose one file is complete. */
    protected VideoId upload(Person person, String title) {
        String bytes = "the source of " + title;
        Answer created = create(person, title, bytes.getBytes(StandardCharsets.UTF_8).length);
        assertThat(created.status()).as(created.body()).isEqualTo(201);
        Answer patched = tus(person)
                .with("Content-Type", "application/offset+octet-stream")
                .with("Upload-Offset", "0")
                .send("PATCH", created.text("url"), bytes);
        assertThat(patched.status()).as(patched.body()).isEqualTo(204);
        return VideoId.parse(created.text("videoId"));
    }

    protected Api tus(Person person) {
        return person.api().with("Tus-Resumable", "1.0.0");
    }

    /** As the transcode would tell, with what it would have stored. */
    protected void becomesReady(Person uploader, VideoId id) throws IOException {
        becomesReady(uploader, id, 1);
    }

    protected void becomesReady(Person uploader, VideoId id, int generation) throws IOException {
        String folder = MediaLayout.generation(id, generation);
        store.put(folder + PLAYBACK.hls(), playlist().getBytes(StandardCharsets.UTF_8));
        store.put(folder + "poster-0123456789ab.jpg", new byte[] {1, 2, 3});
        topics().publish(
                        Topics.TRANSCODES,
                        id.toString(),
                        new Ready(
                                id, generation, 1, Instant.now(), MANIFEST, DURATION_MS, 1_280, 720, PLAYBACK, 1_000));
        awaitStatus(uploader, id, VideoStatus.READY);
    }

    protected static String playlist() {
        return "#EXTM3U\n#EXT-X-VERSION:7\n" + "#EXTINF:6,\nv_720/s_00001-0123456789ab.m4s\n".repeat(100);
    }

    protected void judged(VideoId id, Verdict.Outcome outcome, boolean deleteStorage) {
        judged(id, 1, outcome, deleteStorage);
    }

    protected void judged(VideoId id, int generation, Verdict.Outcome outcome, boolean deleteStorage) {
        topics().publish(
                        Topics.VERDICTS,
                        id.toString(),
                        new Verdict(
                                id,
                                generation,
                                MANIFEST,
                                outcome,
                                outcome == Verdict.Outcome.REJECTED ? "not fit" : null,
                                deleteStorage,
                                TestIssuer.newUser(),
                                Instant.now()));
    }

    /** A video that viewers of the uploader's category see. */
    protected VideoId approvedVideo(Person uploader, String title) throws IOException {
        VideoId id = upload(uploader, title);
        becomesReady(uploader, id);
        judged(id, Verdict.Outcome.APPROVED, false);
        awaitStatus(uploader, id, VideoStatus.APPROVED);
        return id;
    }

    protected void awaitStatus(Person uploader, VideoId id, VideoStatus status) {
        Awaitility.await("video " + id + " is " + status)
                .until(() -> uploader.api().get("/api/v1/videos/" + id).text("status"), status.name()::equals);
    }
}
