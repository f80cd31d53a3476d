package dev.fovea.analytics.dashboard;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fovea.analytics.AnalyticsContext;
import dev.fovea.analytics.ClickHouseUnderTest;
import dev.fovea.contracts.access.Category;
import dev.fovea.contracts.access.Role;
import dev.fovea.contracts.account.AccountChanged;
import dev.fovea.contracts.topic.Topics;
import dev.fovea.platform.id.Uuid7;
import dev.fovea.testing.TestIssuer;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.time.Instant;
import java.util.Iterator;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Streams over the real engine and the whole web stack. */
@Timeout(180)
class LiveStreamsIT extends AnalyticsContext {

    @Test
    void tellsAtOnceWhoWatchesAndThenWhenSomebodyComesOrGoes() throws Exception {
        UUID video = Uuid7.next();
        String token = TestIssuer.SHARED.token(Role.EDITOR, Category.EMPLOYEE);
        HttpResponse<Stream<String>> stream = stream("/analytics/live?videoId=" + video, token);
        assertThat(stream.statusCode()).isEqualTo(200);
        assertThat(stream.headers().firstValue("Content-Type"))
                .hasValueSatisfying(type -> assertThat(type).startsWith("text/event-stream"));
        try (Stream<String> lines = stream.body()) {
            Iterator<JsonNode> told = events(lines);

            assertThat(told.next().path("viewers").asLong()).isZero();
            var first = Watcher.of(video);
            first.isHeard(1);
            JsonNode one = told.next();
            assertThat(one.path("viewers").asLong()).isEqualTo(1);
            assertThat(one.path("videos").get(0).path("videoId").asString()).isEqualTo(video.toString());
            var second = Watcher.of(video);
            second.isHeard(1);
            assertThat(told.next().path("viewers").asLong()).isEqualTo(2);
            first.isHeard(-1);
            assertThat(told.next().path("viewers").asLong()).isEqualTo(1);
            second.isHeard(-1);
            assertThat(told.next().path("viewers").asLong()).isZero();
        }
    }

    @Test
    void endsWithTheRightToSeeIt() throws Exception {
        var account = TestIssuer.newUser();
        String token = TestIssuer.SHARED.token(account, Role.EDITOR, Category.EMPLOYEE);
        HttpResponse<Stream<String>> stream = stream("/analytics/live?videoId=" + Uuid7.next(), token);
        try (Stream<String> lines = stream.body()) {
            Iterator<String> each = lines.iterator();
            assertThat(each.next()).isNotNull();
            publish(
                    Topics.ACCOUNTS,
                    account.toString(),
                    new AccountChanged(
                            account, "e@fovea.test", "E", Role.EDITOR, Category.EMPLOYEE, false, 99, Instant.EPOCH));

            assertThat(each).toIterable().doesNotContain("event:error"); // comes to its end
        }
    }

    private static Iterator<JsonNode> events(Stream<String> lines) {
        return lines.filter(line -> line.startsWith("data:"))
                .map(line -> JsonMapper.shared().readTree(line.substring("data:".length())))
                .iterator();
    }

    /** A view of a minute ago. */
    private record Watcher(UUID video, UUID view, UUID viewer, long startedAtMs, AtomicInteger version) {

        static Watcher of(UUID video) {
            long startedAtMs = Instant.now().minus(Duration.ofMinutes(1)).toEpochMilli();
            return new Watcher(video, Uuid7.next(), Uuid7.next(), startedAtMs, new AtomicInteger());
        }

        /** Last of all so many minutes from now; what was a minute ago is no longer heard. */
        void isHeard(int inMinutes) {
            ClickHouseUnderTest.server()
                    .query("""
                INSERT INTO fovea.view_rows (view_id, video_id, viewer_id, view_started_at, last_received_at, version, topic_id)
                SELECT '%s', '%s', '%s', fromUnixTimestamp64Milli(%d, 'UTC'), now64(3, 'UTC') + INTERVAL %d MINUTE, %d, generateUUIDv4()\
                """.formatted(view, video, viewer, startedAtMs, inMinutes, version.incrementAndGet()));
        }
    }
}
