package dev.fovea.transcode;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fovea.contracts.access.Category;
import dev.fovea.contracts.access.Role;
import dev.fovea.contracts.id.UserId;
import dev.fovea.contracts.id.VideoId;
import dev.fovea.contracts.media.MediaLayout;
import dev.fovea.contracts.topic.Topics;
import dev.fovea.contracts.video.TranscodeEvent;
import dev.fovea.contracts.video.TranscodeEvent.Deferred;
import dev.fovea.contracts.video.TranscodeEvent.Progress;
import dev.fovea.contracts.video.TranscodeEvent.Ready;
import dev.fovea.contracts.video.UploadCompleted;
import dev.fovea.contracts.video.UploadProgress;
import dev.fovea.platform.id.Uuid7;
import dev.fovea.platform.media.SourceUploads;
import dev.fovea.testing.Api;
import dev.fovea.testing.TestIssuer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import org.awaitility.Awaitility;
import org.awaitility.core.ConditionFactory;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.test.context.TestPropertySource;
import tools.jackson.databind.JsonNode;

/** A film is encoded while its file arrives, to the same bytes as if all of it had been there from the start. */
@TestPropertySource(
        properties = {
            "fovea.transcode.per-title.enabled=true",
            "fovea.transcode.per-title.duration-min=" + EarlyStartIT.SAMPLED_SECONDS + "s"
        })
class EarlyStartIT extends TranscodeContext {

    static final int SAMPLED_SECONDS = 40;

    @TempDir
    Path folder;

    @Autowired
    SourceUploads sources;

    @Autowired
    JdbcClient database;

    private static ConditionFactory await() {
        return Awaitility.await().atMost(DONE_WITHIN);
    }

    /** Spans of 6, 12 and 12 seconds, and the sound; the index stands in front. */
    private static byte[] film = {};

    private static @Nullable String manifestOfFilm;

    @BeforeAll
    static void make(@TempDir Path made) throws IOException {
        film = film(made, "-movflags", "+faststart");
    }

    private static byte[] film(Path folder, String... more) throws IOException {
        return film(folder, 30, more);
    }

    private static byte[] film(Path folder, int seconds, String... more) throws IOException {
        return Files.readAllBytes(
                TestFfmpeg.clip(folder, "film.mp4", Duration.ofSeconds(seconds), "192x144", "25", more));
    }

    /** A file on its way here. */
    private final class Arriving {

        private final VideoId video = new VideoId(Uuid7.next());
        private final String object = MediaLayout.source(video, 1);
        private final byte[] bytes;
        private int there;

        Arriving(byte[] bytes) {
            this.bytes = bytes;
        }

        Arriving until(double share) throws IOException {
            int more = (int) (share * bytes.length) - there;
            try (var file = ((SourceUploads.Appended) sources).open(object, there)) {
                file.write(bytes, there, more);
                file.force();
            }
            there += more;
            return this;
        }

        Arriving told() {
            tell(false);
            return this;
        }

        void tell(boolean abandoned) {
            transaction.executeWithoutResult(_ -> outbox.publish(
                    Topics.UPLOAD_PROGRESS,
                    video.toString(),
                    new UploadProgress(video, 1, object, "film.mp4", bytes.length, there, abandoned, Instant.now())));
        }

        Ready completed() throws IOException {
            until(1);
            EarlyStartIT.this.tell(new UploadCompleted(
                    video, 1, new UserId(Uuid7.next()), object, "film.mp4", bytes.length, Instant.now()));
            return ready();
        }

        Ready ready() {
            return (Ready) await().until(() -> last(TranscodeEvent.class), event -> !isOnItsWay(event));
        }

        private boolean isOnItsWay(@Nullable TranscodeEvent event) {
            return event == null || event instanceof Progress || event instanceof Deferred;
        }

        <T> @Nullable T last(Class<T> kind) {
            return eventsOf(video).stream()
                    .filter(kind::isInstance)
                    .map(kind::cast)
                    .reduce((_, b) -> b)
                    .orElse(null);
        }

        /** What its job waits for, as administrators see it; missing while it has something to do. */
        JsonNode awaited() {
            return Api.at(port)
                    .as(TestIssuer.SHARED.token(Role.ADMIN, Category.EMPLOYEE))
                    .get("/api/v1/jobs/" + row("id"))
                    .json()
                    .path("awaitedUpload");
        }

        String row(String column) {
            return database.sql("select %s from transcode.job where video_id = ?".formatted(column))
                    .param(video.value())
                    .query(String.class)
                    .single();
        }

        /** Units, each as often as it was accepted. */
        List<Integer> accepted() {
            return eventsOf(video).stream()
                    .filter(event -> event instanceof Progress progress && progress.accepted() != null)
                    .map(event -> Objects.requireNonNull(((Progress) event).accepted())
                            .unit())
                    .toList();
        }

        void awaitAccepted(int unit) {
            await().until(() -> accepted().contains(unit));
        }
    }

    /** Of the same bytes that were there from the start. */
    private String ordinaryManifest(byte[] bytes) throws IOException {
        return ((Ready) outcomeOf(upload(Files.write(folder.resolve("whole.mp4"), bytes)))).manifestHash();
    }

    private String manifestOfFilm() throws IOException {
        String known = manifestOfFilm == null ? ordinaryManifest(film) : manifestOfFilm;
        manifestOfFilm = known;
        return known;
    }

    @Test
    void spansAreAcceptedWhileTheRestArrivesAndTheResultIsTheSame() throws Exception {
        var arriving = new Arriving(film);
        arriving.until(0.002).told(); // not even the index
        arriving.until(0.1).told();
        arriving.until(0.4).told().awaitAccepted(0);
        assertThat(arriving.last(Progress.class))
                .returns(4, Progress::unitsTotal)
                .returns(1, Progress::unitsDone);
        arriving.until(0.85).told().awaitAccepted(1);
        await().until(
                        arriving::awaited,
                        awaited -> awaited.path("receivedBytes").asLong() == arriving.there);
        // What it waits for holds neither a slot nor the job.
        await().until(() -> arriving.row("state"), "QUEUED"::equals);
        assertThat(arriving.awaited().path("sizeBytes").asLong()).isEqualTo(film.length);
        assertThat(arriving.awaited().has("reason")).isFalse();
        assertThat(arriving.row("plan -> 'file' -> 'sha256' = 'null'")).isEqualTo("t");

        assertThat(arriving.completed().manifestHash()).isEqualTo(manifestOfFilm());
        assertThat(arriving.accepted()).containsExactlyInAnyOrder(0, 1, 2, 3);
        assertThat(arriving.awaited().isMissingNode()).isTrue();
    }

    @Test
    void whatReadsBeyondTheArrivedIsNeverAccepted() throws Exception {
        var arriving = new Arriving(film);
        arriving.until(0.4).told().awaitAccepted(0);
        // A wrong plan: the second span, of which some is missing, may begin now.
        database.sql("""
                        update transcode.unit set needs_bytes = 1
                        where index = 1 and job_id = (select id from transcode.job where video_id = ?)
                        """).param(arriving.video.value()).update();
        database.sql("update transcode.job set wanted_bytes = 0 where video_id = ?")
                .param(arriving.video.value())
                .update();
        arriving.until(0.5).told();
        await().until(
                        () -> database.sql("""
                                select count(*) from transcode.attempt a join transcode.job j on j.id = a.job_id
                                where j.video_id = ? and a.index = 1 and a.outcome = 'FAILED'
                                """)
                                .param(arriving.video.value())
                                .query(Integer.class)
                                .single(),
                        one -> one == 1);
        assertThat(arriving.completed().manifestHash()).isEqualTo(manifestOfFilm());
        assertThat(arriving.accepted()).containsExactlyInAnyOrder(0, 1, 2, 3);
    }

    @Test
    void aBeginningThatChangedIsEncodedOnceMore() throws Exception {
        byte[] bytes = film.clone();
        var arriving = new Arriving(bytes);
        arriving.until(0.4).told().awaitAccepted(0);
        int changed = (int) (0.2 * bytes.length);
        bytes[changed] ^= 1;
        arriving.there = changed;
        arriving.until(0.6).told();
        assertThat(arriving.completed().manifestHash()).isEqualTo(ordinaryManifest(bytes));
    }

    @Test
    void anAbandonedUploadStopsItsJobAndLeavesNothing() throws Exception {
        var arriving = new Arriving(film);
        arriving.until(0.5).told().awaitAccepted(0);
        String folder = MediaLayout.generation(arriving.video, 1);
        assertThat(store.list(folder)).isNotEmpty();
        arriving.tell(true);
        await().until(() -> arriving.row("state"), "STOPPED"::equals);
        await().until(() -> store.list(folder).isEmpty());
    }

    @Test
    void otherFilesSayThatTheyWait() throws Exception {
        var arriving = new Arriving(film(folder));
        arriving.until(0.5).told();
        Deferred deferred = await().until(() -> arriving.last(Deferred.class), Objects::nonNull);
        assertThat(deferred.reason())
                .isEqualTo("The preview starts when the upload is done: this file's index stands at its end.");
        await().until(() -> arriving.awaited().path("reason").asString(), deferred.reason()::equals);
        assertThat(arriving.completed().durationMs()).isEqualTo(30_000);
    }

    /** Its samples lie all over the film. */
    @Test
    void aFilmThatIsSampledSaysThatItWaits() throws Exception {
        var arriving = new Arriving(film(folder, SAMPLED_SECONDS + 2, "-movflags", "+faststart"));
        arriving.until(0.5).told();
        Deferred deferred = await().until(() -> arriving.last(Deferred.class), Objects::nonNull);
        assertThat(deferred.reason())
                .isEqualTo(
                        "The preview starts when the upload is done: its quality is chosen by samples of the whole film.");
        assertThat(arriving.completed().durationMs()).isEqualTo((SAMPLED_SECONDS + 2) * 1_000L);
        assertThat(arriving.row("jsonb_typeof(plan -> 'crfs')")).isEqualTo("object");
    }
}
