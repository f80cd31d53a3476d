package dev.fovea.analytics.view;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.fovea.analytics.EventSamples;
import dev.fovea.analytics.Fold;
import dev.fovea.analytics.focus.FocusSessions;
import dev.fovea.contracts.event.EventType;
import dev.fovea.contracts.event.FocusRow;
import dev.fovea.contracts.event.PlayerEvent;
import dev.fovea.contracts.event.RetentionRow;
import dev.fovea.contracts.event.RetentionRow.Played;
import dev.fovea.contracts.event.ViewRow;
import dev.fovea.platform.topic.TopicSerdes;
import dev.fovea.testing.Seeds;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class ViewTest {

    private static final EventSamples SAMPLES = EventSamples.ofView(1);

    @ParameterizedTest(name = "seed {0}")
    @MethodSource("dev.fovea.testing.Seeds#thousand")
    void isTheSameInAnyOrder(long seed) {
        var random = Seeds.random(seed);
        List<PlayerEvent> arrivals = EventSamples.repeated(SAMPLES.arbitrary(random), random);

        View inOrder = Fold.of(arrivals);
        View shuffled = Fold.of(EventSamples.shuffled(arrivals, random));

        assertThat(shuffled).isEqualTo(inOrder);
        assertThat(FocusSessions.row(shuffled)).isEqualTo(FocusSessions.row(inOrder));
    }

    @ParameterizedTest(name = "seed {0}")
    @MethodSource("dev.fovea.testing.Seeds#thousand")
    void isTheSameWhenEventsAreRepeated(long seed) {
        var random = Seeds.random(seed);
        List<PlayerEvent> events = SAMPLES.arbitrary(random);
        List<PlayerEvent> twice = new ArrayList<>(events);
        twice.addAll(EventSamples.shuffled(events, random));

        assertThat(Fold.of(twice)).isEqualTo(Fold.of(events));
    }

    /** The same figures, counted plainly from the whole list with maps and single milliseconds. */
    @ParameterizedTest(name = "seed {0}")
    @MethodSource("dev.fovea.testing.Seeds#hundred")
    void agreesWithAPlainCount(long seed) {
        List<PlayerEvent> events = SAMPLES.arbitrary(Seeds.random(seed));
        Map<Long, List<PlayerEvent>> bySequence = new HashMap<>();
        events.forEach(event -> bySequence
                .computeIfAbsent(event.sequence(), _ -> new ArrayList<>())
                .add(event));
        Comparator<PlayerEvent> byIdText =
                Comparator.comparing(event -> event.eventId().toString());
        Set<Long> heard = new HashSet<>();
        long played = 0;
        for (List<PlayerEvent> payloads : bySequence.values()) {
            PlayerEvent winner = payloads.stream().min(byIdText).orElseThrow();
            if (winner.type() != EventType.SEEK && winner.fromMs() != null && winner.toMs() != null) {
                for (long ms = winner.fromMs(); ms < winner.toMs(); ms++) {
                    heard.add(ms);
                    played++;
                }
            }
        }

        ViewRow row = Fold.of(events).row();

        assertThat(row.version()).isEqualTo(bySequence.size());
        assertThat(row.playedMs()).isEqualTo(played);
        assertThat(row.uniqueMs()).isEqualTo(heard.size());
        assertThat(row.conflicts())
                .isEqualTo(bySequence.values().stream()
                        .filter(payloads -> payloads.size() > 1)
                        .count());
    }

    @ParameterizedTest(name = "seed {0}")
    @MethodSource("dev.fovea.testing.Seeds#thousand")
    void comesBackFromItsBytes(long seed) {
        View view = Fold.of(SAMPLES.arbitrary(Seeds.random(seed)));

        assertThat(ViewBytes.read(ViewBytes.write(view))).isEqualTo(view);
    }

    @Test
    void tellsWhatAnHonestViewerDid() {
        View view = Fold.of(List.of(
                SAMPLES.event(0, EventType.PLAY, 1),
                SAMPLES.startup(1, 1.4, 400),
                SAMPLES.progress(2, 11, 0, 10_000),
                SAMPLES.event(3, EventType.REBUFFER_START, 12),
                SAMPLES.event(4, EventType.REBUFFER_END, 12.7),
                SAMPLES.event(5, EventType.SEEK, 13),
                SAMPLES.progress(6, 23, 5_000, 15_000),
                SAMPLES.event(7, EventType.COMPLETE, 24)));

        assertThat(view.row())
                .isEqualTo(new ViewRow(
                        SAMPLES.viewId(),
                        SAMPLES.videoId(),
                        SAMPLES.viewerId(),
                        SAMPLES.viewStartedAt(),
                        SAMPLES.viewStartedAt() + 24_050,
                        8,
                        20_000,
                        15_000,
                        0,
                        true,
                        400L,
                        1,
                        700,
                        1,
                        0,
                        0,
                        "desktop",
                        "DE"));
        assertThat(view.played()).isTrue();
        assertThat(view.focused()).isFalse();
    }

    @Test
    void countsTheSmallerEventIdAndTheConflict() {
        PlayerEvent first =
                EventSamples.withId(SAMPLES.progress(0, 10, 0, 9_000), "f0000000-0000-4000-8000-000000000000");
        PlayerEvent smaller =
                EventSamples.withId(SAMPLES.progress(0, 10, 0, 1_000), "10000000-0000-4000-8000-000000000000");

        ViewRow row = Fold.of(List.of(first, smaller)).row();

        assertThat(row.playedMs()).isEqualTo(1_000);
        assertThat(row.version()).isEqualTo(1);
        assertThat(row.conflicts()).isEqualTo(1);
    }

    /** That it was heard of again is all that a repetition tells. */
    @Test
    void hearsOfARepeatedEventWithoutConflict() {
        PlayerEvent event = SAMPLES.progress(0, 10, 0, 9_000);
        PlayerEvent again = EventSamples.withReceivedAt(event, event.receivedAt() + 60_000);

        ViewRow row = Fold.of(List.of(event, again)).row();

        assertThat(row.version()).isEqualTo(1);
        assertThat(row.playedMs()).isEqualTo(9_000);
        assertThat(row.conflicts()).isZero();
        assertThat(row.lastReceivedAt()).isEqualTo(again.receivedAt());
    }

    @Test
    void boundsAClockThatJumpsByYears() {
        long tenYears = 10L * 365 * 86_400_000;
        PlayerEvent start = SAMPLES.event(0, EventType.REBUFFER_START, 10);
        PlayerEvent end = SAMPLES.event(1, EventType.REBUFFER_END, 11);

        ViewRow forward = Fold.of(List.of(start, EventSamples.withViewerTime(end, end.viewerTime() + tenYears)))
                .row();
        ViewRow back = Fold.of(List.of(start, EventSamples.withViewerTime(end, end.viewerTime() - tenYears)))
                .row();

        assertThat(forward.rebufferMs()).isCloseTo(11_000, within(View.CLOCK_SLACK_MS + 50));
        assertThat(back.rebufferMs()).isZero();
    }

    @Test
    void addsNoTimeForAStallThatNeverEnded() {
        ViewRow row = Fold.of(List.of(
                        SAMPLES.event(0, EventType.REBUFFER_START, 1),
                        SAMPLES.event(1, EventType.REBUFFER_START, 5),
                        SAMPLES.event(2, EventType.REBUFFER_END, 6),
                        SAMPLES.event(3, EventType.REBUFFER_END, 9),
                        SAMPLES.event(4, EventType.REBUFFER_START, 10),
                        SAMPLES.event(5, EventType.PAUSE, 20)))
                .row();

        assertThat(row.rebuffers()).isEqualTo(3);
        assertThat(row.rebufferMs()).isEqualTo(1_000);
    }

    /** Kafka takes records of 1 MiB: neither the state nor a row of the largest possible view may be refused. */
    @Test
    void staysBelowAMebibyteAtItsLimit() {
        int sequences = Math.toIntExact(PlayerEvent.SEQUENCE_MAX) + 1;
        List<Mark> marks = new ArrayList<>();
        List<Played> parts = new ArrayList<>();
        for (int i = 0; i < sequences; i++) {
            long viewerTime = i % 2 == 0 ? Long.MIN_VALUE : Long.MAX_VALUE;
            marks.add(new Mark(i, EventType.FOCUS_LOST, viewerTime, SAMPLES.viewStartedAt(), null, null));
            long fromMs = PlayerEvent.MEDIA_MS_MAX - 10_000L * (sequences - i);
            parts.add(new Played(fromMs, fromMs + 5_000, sequences - 1));
            parts.add(new Played(fromMs + 5_000, fromMs + 10_000, sequences));
        }
        View view = Fold.of(List.of(SAMPLES.progress(0, 1, 0, 500)));
        View largest = new View(
                view.viewId(),
                sequences,
                view.lastReceivedAt(),
                view.first(),
                view.origin(),
                view.last(),
                view.playheadMs(),
                new Coverage(parts),
                marks,
                view.counts(),
                view.traces());

        assertThat(ViewBytes.write(largest).length).isLessThan(1 << 20);
        assertThat(TopicSerdes.<RetentionRow>serializer().serialize("", largest.retentionRow()).length)
                .isLessThan(1 << 20);
        assertThat(TopicSerdes.<FocusRow>serializer().serialize("", manySessions(sequences)).length)
                .isLessThan(1 << 20);
    }

    /** A session takes two sequences at least, and each counts up to as many interruptions as there are sequences. */
    private static FocusRow manySessions(int sequences) {
        List<FocusRow.Session> sessions = new ArrayList<>();
        for (int i = 0; i < sequences / 2; i++) {
            sessions.add(new FocusRow.Session(2L * i, 604_800_000, 604_800_000, 604_800_000, 604_800_000, 1, 0, 0, 0));
        }
        return new FocusRow(
                SAMPLES.viewId(),
                SAMPLES.videoId(),
                SAMPLES.viewerId(),
                SAMPLES.viewStartedAt(),
                SAMPLES.viewStartedAt(),
                sequences,
                sessions);
    }

    @Test
    void staysSmallWhileAFilmIsWatchedThrough() {
        Fold fold = new Fold();
        for (int i = 0; i < 360; i++) {
            fold.take(SAMPLES.progress(i, i * 10, i * 10_000L, (i + 1) * 10_000L));
        }

        assertThat(ViewBytes.write(fold.view()).length).isLessThan(150);
    }
}
