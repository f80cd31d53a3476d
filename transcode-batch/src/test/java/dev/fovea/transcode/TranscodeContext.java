package dev.fovea.transcode;

import dev.fovea.contracts.id.UserId;
import dev.fovea.contracts.id.VideoId;
import dev.fovea.contracts.media.MediaLayout;
import dev.fovea.contracts.topic.Topics;
import dev.fovea.contracts.video.TranscodeEvent;
import dev.fovea.contracts.video.UploadCompleted;
import dev.fovea.platform.PlatformConfiguration;
import dev.fovea.platform.id.Uuid7;
import dev.fovea.platform.media.MediaStore;
import dev.fovea.platform.outbox.Outbox;
import dev.fovea.platform.topic.TopicListeners;
import dev.fovea.testing.TestIssuer;
import dev.fovea.testing.TestPostgres;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CopyOnWriteArrayList;
import org.awaitility.Awaitility;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.context.SpringBootTest.WebEnvironment;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.context.annotation.Bean;
import org.springframework.kafka.listener.ConcurrentMessageListenerContainer;
import org.springframework.kafka.test.context.EmbeddedKafka;
import org.springframework.test.context.DynamicPropertyRegistry;
import org.springframework.test.context.DynamicPropertySource;
import org.springframework.transaction.support.TransactionTemplate;

/** The module in its own process, as far as a test can be one: real Postgres, Kafka, FFmpeg and files. */
@SpringBootTest(
        classes = {PlatformConfiguration.class, TranscodeConfiguration.class, TranscodeContext.Heard.class},
        webEnvironment = WebEnvironment.RANDOM_PORT,
        properties = {
            "spring.kafka.bootstrap-servers=${spring.embedded.kafka.brokers}",
            "fovea.transcode.lease=4s",
            "fovea.transcode.recover-every=200ms",
            "fovea.transcode.retry-after=100ms",
            "fovea.transcode.slots=2"
        })
@EmbeddedKafka(partitions = 1)
public abstract class TranscodeContext {

    protected static final Duration DONE_WITHIN = Duration.ofMinutes(5);

    static {
        Awaitility.setDefaultTimeout(DONE_WITHIN);
    }

    @DynamicPropertySource
    static void places(DynamicPropertyRegistry properties) throws IOException {
        String url = TestPostgres.freshDatabaseUrl();
        properties.add("spring.datasource.url", () -> url);
        Path home = Files.createTempDirectory("transcode-it");
        properties.add("fovea.media.directory", () -> home.resolve("media").toString());
        properties.add(
                "fovea.transcode.work-directory", () -> home.resolve("work").toString());
        TestIssuer.SHARED.trustIn(properties, 0);
    }

    @LocalServerPort
    protected int port;

    @Autowired
    protected MediaStore store;

    @Autowired
    protected Outbox outbox;

    @Autowired
    protected TransactionTemplate transaction;

    @Autowired
    protected List<TranscodeEvent> heard;

    /**
     * What the other modules would hear. Not annotated: the module's scan would find it, also in the processes that tests
     * start with their own class path, and those would hear part of it.
     */
    static class Heard {

        @Bean
        List<TranscodeEvent> heardTranscodeEvents() {
            return new CopyOnWriteArrayList<>();
        }

        @Bean
        ConcurrentMessageListenerContainer<String, byte[]> testReadsTranscodes(
                TopicListeners listeners, List<TranscodeEvent> heardTranscodeEvents) {
            return listeners.listen(
                    Topics.TRANSCODES, "test", (_, event) -> heardTranscodeEvents.add(Objects.requireNonNull(event)));
        }
    }

    protected VideoId upload(Path file) throws IOException {
        var video = new VideoId(Uuid7.next());
        String object = MediaLayout.source(video, 1);
        store.put(object, file);
        tell(new UploadCompleted(
                video,
                1,
                new UserId(Uuid7.next()),
                object,
                file.getFileName().toString(),
                Math.max(1, Files.size(file)),
                Instant.now()));
        return video;
    }

    protected void tell(UploadCompleted upload) {
        transaction.executeWithoutResult(
                _ -> outbox.publish(Topics.UPLOADS, upload.videoId().toString(), upload));
    }

    /** The last word on a video: Ready or Failed. */
    protected TranscodeEvent outcomeOf(VideoId video) {
        return Awaitility.await()
                .atMost(DONE_WITHIN)
                .until(
                        () -> eventsOf(video).stream()
                                .filter(event -> !(event instanceof TranscodeEvent.Progress))
                                .findFirst()
                                .orElse(null),
                        Objects::nonNull);
    }

    protected List<TranscodeEvent> eventsOf(VideoId video) {
        return heard.stream().filter(event -> event.videoId().equals(video)).toList();
    }

    /** A generation's objects as files, so that FFmpeg can play them. */
    protected Path download(VideoId video, Path folder) throws IOException {
        String prefix = MediaLayout.generation(video, 1);
        for (MediaStore.StoredObject object : store.list(prefix)) {
            Path file = folder.resolve(object.name().substring(prefix.length()));
            Files.createDirectories(file.getParent());
            store.fetch(object.name(), file);
        }
        return folder;
    }
}
