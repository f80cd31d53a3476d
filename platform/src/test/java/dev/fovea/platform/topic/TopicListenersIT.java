package dev.fovea.platform.topic;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.fovea.contracts.InvalidValue;
import dev.fovea.contracts.id.VideoId;
import dev.fovea.contracts.topic.Topics;
import dev.fovea.contracts.video.UploadCompleted;
import dev.fovea.platform.id.Uuid7;
import dev.fovea.testing.TestIssuer;
import dev.fovea.testplatform.PlatformServer;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.kafka.listener.ConcurrentMessageListenerContainer;

/** One bad record goes aside with its reason; everything else is handled, in order, until it works. */
class TopicListenersIT extends PlatformServer {

    private final String key = new VideoId(Uuid7.next()).toString();
    private final List<String> handled = new CopyOnWriteArrayList<>();

    @Autowired
    private TopicListeners listeners;

    private @Nullable ConcurrentMessageListenerContainer<String, byte[]> container;

    @AfterEach
    void stop() {
        Objects.requireNonNull(container).stop();
    }

    @Test
    void recordsComeInOrderAndTombstonesAsNull() {
        listen((_, value) -> handled.add(value == null ? "gone" : value.filename()));
        topics().publish(Topics.UPLOADS, key, upload("a"));
        topics().publish(Topics.UPLOADS, key, null);
        topics().publish(Topics.UPLOADS, key, upload("b"));
        await().until(() -> handled.size() >= 3);
        assertThat(handled).containsExactly("a", "gone", "b");
    }

    @Test
    void bytesThatAreNoSuchValueGoAsideAtOnce() {
        listen((_, value) -> handled.add(value == null ? "gone" : value.filename()));
        byte[] bytes = "{\"videoId\": 7".getBytes(StandardCharsets.UTF_8);
        topics().publishBytes(Topics.UPLOADS, key, bytes);
        topics().publish(Topics.UPLOADS, key, upload("after"));
        await().until(() -> !handled.isEmpty());
        assertThat(handled).containsExactly("after");
        assertThat(topics().readDeadLetters(Topics.UPLOADS, key)).containsExactly(bytes);
    }

    @Test
    void aValueThatOurRecordsRefuseGoesAsideAtOnce() {
        listen((_, value) -> {
            if (value != null && value.filename().equals("bad")) {
                throw new InvalidValue("this one will never be good");
            }
            handled.add(value == null ? "gone" : value.filename());
        });
        topics().publish(Topics.UPLOADS, key, upload("bad"));
        topics().publish(Topics.UPLOADS, key, upload("good"));
        await().until(() -> !handled.isEmpty());
        assertThat(handled).containsExactly("good");
        assertThat(topics().readDeadLetters(Topics.UPLOADS, key)).hasSize(1);
    }

    @Test
    void aHandlerThatFailsIsTriedAgainBeforeTheNextRecord() {
        var tries = new AtomicInteger();
        listen((_, value) -> {
            if (tries.incrementAndGet() < 3) {
                throw new IllegalStateException("not yet");
            }
            handled.add(value == null ? "gone" : value.filename());
        });
        topics().publish(Topics.UPLOADS, key, upload("first"));
        topics().publish(Topics.UPLOADS, key, upload("second"));
        await().until(() -> handled.size() >= 2);
        assertThat(handled).containsExactly("first", "second");
        assertThat(topics().readDeadLetters(Topics.UPLOADS, key)).isEmpty();
    }

    private void listen(TopicListeners.Handler<UploadCompleted> handler) {
        var started = listeners.listen(Topics.UPLOADS, "test-" + key, (recordKey, value) -> {
            if (key.equals(recordKey)) {
                handler.handle(recordKey, value);
            }
        });
        started.start();
        container = started;
    }

    private UploadCompleted upload(String filename) {
        return new UploadCompleted(
                VideoId.parse(key), 1, TestIssuer.newUser(), "sources/x/1", filename, 1, Instant.EPOCH);
    }
}
