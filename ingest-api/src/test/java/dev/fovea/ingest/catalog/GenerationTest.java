package dev.fovea.ingest.catalog;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fovea.contracts.id.UserId;
import dev.fovea.contracts.id.VideoId;
import dev.fovea.contracts.video.TranscodeEvent;
import dev.fovea.contracts.video.TranscodeEvent.Deferred;
import dev.fovea.contracts.video.TranscodeEvent.Failed;
import dev.fovea.contracts.video.TranscodeEvent.FailureKind;
import dev.fovea.contracts.video.TranscodeEvent.Playback;
import dev.fovea.contracts.video.TranscodeEvent.Progress;
import dev.fovea.contracts.video.TranscodeEvent.Ready;
import dev.fovea.contracts.video.TranscodeEvent.Removed;
import dev.fovea.contracts.video.Verdict;
import dev.fovea.contracts.video.VideoStatus;
import dev.fovea.testing.Seeds;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.UUID;
import java.util.function.UnaryOperator;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What is told of a generation gives the same state in any order and any number of times. */
class GenerationTest {

    private static final VideoId ID = new VideoId(new UUID(1, 2));
    private static final UserId MODERATOR = new UserId(new UUID(3, 4));
    private static final Instant START = Instant.parse("2026-01-01T00:00:00Z");
    private static final Generation BEGUN = Generation.begun(1, 100);

    private static UnaryOperator<Generation> of(TranscodeEvent event) {
        return generation -> generation.with(event);
    }

    private static UnaryOperator<Generation> of(Verdict verdict) {
        return generation -> generation.with(verdict);
    }

    private static Ready ready(int attempt, String hash) {
        return new Ready(
                ID,
                1,
                attempt,
                START.plusSeconds(attempt),
                hash.repeat(64),
                1_000,
                2,
                2,
                new Playback("a", null, null, null),
                5);
    }

    private static Failed failed(int attempt) {
        return new Failed(ID, 1, attempt, START.plusSeconds(attempt), FailureKind.SOURCE, "attempt " + attempt);
    }

    private static Progress progress(int attempt, int done) {
        return new Progress(ID, 1, attempt, START, done, 10);
    }

    private static Verdict verdict(String hash, Verdict.Outcome outcome, long second, boolean deletes) {
        return new Verdict(
                ID,
                1,
                hash.repeat(64),
                outcome,
                outcome == Verdict.Outcome.REJECTED ? "at " + second : null,
                deletes,
                MODERATOR,
                START.plusSeconds(second));
    }

    private static Generation fold(List<UnaryOperator<Generation>> told) {
        Generation generation = BEGUN;
        for (UnaryOperator<Generation> step : told) {
            generation = step.apply(generation);
        }
        return generation;
    }

    @ParameterizedTest(name = "seed {0}")
    @MethodSource("dev.fovea.testing.Seeds#thousand")
    void anyOrderAndRepetitionGivesTheSame(long seed) {
        RandomGenerator random = Seeds.random(seed);
        var told = new ArrayList<UnaryOperator<Generation>>();
        int events = random.nextInt(1, 12);
        for (int i = 0; i < events; i++) {
            told.add(somethingTold(random));
        }
        Generation inOrder = fold(told);

        var shuffled = new ArrayList<>(told);
        for (int i = 0; i < 5; i++) {
            shuffled.add(told.get(random.nextInt(told.size())));
        }
        Collections.shuffle(shuffled, Random.from(random));
        Generation otherwise = fold(shuffled);

        assertThat(otherwise).isEqualTo(inOrder);
        assertThat(otherwise.status()).isEqualTo(inOrder.status());
    }

    private static UnaryOperator<Generation> somethingTold(RandomGenerator random) {
        int attempt = random.nextInt(1, 4);
        String hash = random.nextBoolean() ? "a" : "b";
        return switch (random.nextInt(7)) {
            case 0 -> Generation::withUpload;
            case 1 -> of(progress(attempt, random.nextInt(11)));
            case 2 -> of(ready(attempt, hash));
            case 3 -> of(failed(attempt));
            case 4 -> of(new Removed(ID, 1, attempt, START));
            case 5 -> of(new Deferred(ID, 1, attempt, START, hash));
            default -> {
                boolean rejects = random.nextBoolean();
                yield of(verdict(
                        hash,
                        rejects ? Verdict.Outcome.REJECTED : Verdict.Outcome.APPROVED,
                        random.nextInt(3),
                        rejects && random.nextBoolean()));
            }
        };
    }

    @Test
    void walksFromUploadToApproval() {
        Generation uploaded = BEGUN.withUpload();
        Generation processing = uploaded.with(progress(1, 3));
        Generation failed = processing.with(failed(1));
        Generation retried = failed.with(progress(2, 1));
        Generation ready = retried.with(ready(2, "a"));
        assertThat(List.of(BEGUN, uploaded, processing, failed, retried, ready))
                .extracting(Generation::status)
                .containsExactly(
                        VideoStatus.UPLOADING,
                        VideoStatus.UPLOADED,
                        VideoStatus.PROCESSING,
                        VideoStatus.FAILED,
                        VideoStatus.PROCESSING,
                        VideoStatus.READY);
        assertThat(failed.statusReason()).isEqualTo("attempt 1");
        assertThat(ready.with(verdict("a", Verdict.Outcome.APPROVED, 1, false)).isApproved())
                .isTrue();
    }

    @Test
    void isUploadingAsLongAsItsBytesComeAndSaysWhyNothingIsEncodedMeanwhile() {
        Generation begun = BEGUN.with(progress(1, 3));
        assertThat(begun.status()).isEqualTo(VideoStatus.UPLOADING);
        assertThat(begun.withUpload().status()).isEqualTo(VideoStatus.PROCESSING);
        Generation deferred = BEGUN.with(new Deferred(ID, 1, 1, START, "why"));
        assertThat(deferred.statusReason()).isEqualTo("why");
        assertThat(deferred.withUpload().statusReason()).isNull();
    }

    @Test
    void aVerdictOnOtherBytesDoesNotCount() {
        Generation ready =
                BEGUN.with(verdict("b", Verdict.Outcome.APPROVED, 1, false)).with(ready(1, "a"));
        assertThat(ready.status()).isEqualTo(VideoStatus.READY);
        assertThat(ready.isApproved()).isFalse();
    }

    @Test
    void aVerdictMayComeBeforeWhatItJudges() {
        Generation judged = BEGUN.with(verdict("a", Verdict.Outcome.REJECTED, 1, true));
        assertThat(judged.status()).isEqualTo(VideoStatus.UPLOADING);
        assertThat(judged.owesSourceRemoval()).isFalse();
        Generation ready = judged.with(ready(1, "a"));
        assertThat(ready.status()).isEqualTo(VideoStatus.REJECTED);
        assertThat(ready.statusReason()).isEqualTo("at 1");
        assertThat(ready.owesSourceRemoval()).isTrue();
        assertThat(ready.withoutSource().owesSourceRemoval()).isFalse();
    }

    @Test
    void whatIsDeletedIsNotApprovedAgain() {
        Generation gone = BEGUN.with(ready(1, "a"))
                .with(verdict("a", Verdict.Outcome.REJECTED, 1, true))
                .with(verdict("a", Verdict.Outcome.APPROVED, 2, false));
        assertThat(gone.status()).isEqualTo(VideoStatus.REJECTED);
    }

    @Test
    void removedRenditionsDoNotPlay() {
        Generation removed = BEGUN.with(ready(1, "a"))
                .with(verdict("a", Verdict.Outcome.APPROVED, 1, false))
                .with(new Removed(ID, 1, 1, START));
        assertThat(removed.isApproved()).isFalse();
        assertThat(removed.isReadyOrApproved()).isFalse();
    }
}
