package dev.fovea.analytics.focus;

import static dev.fovea.contracts.event.FocusCause.PAUSED_AWAY;
import static dev.fovea.contracts.event.FocusCause.TAB_HIDDEN;
import static dev.fovea.contracts.event.FocusCause.WINDOW_BLURRED;
import static org.assertj.core.api.Assertions.assertThat;

import dev.fovea.analytics.EventSamples;
import dev.fovea.analytics.Fold;
import dev.fovea.contracts.event.EventType;
import dev.fovea.contracts.event.FocusRow.Session;
import dev.fovea.contracts.event.PlayerEvent;
import dev.fovea.testing.Seeds;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class FocusSessionsTest {

    private static final EventSamples SAMPLES = EventSamples.ofView(1);

    @Test
    void takesInterruptionsOutOfTheFocusedTime() {
        assertThat(sessions(
                        SAMPLES.event(0, EventType.PLAY, 10),
                        SAMPLES.event(1, EventType.FOCUS_START, 11),
                        SAMPLES.lost(2, 31, TAB_HIDDEN),
                        SAMPLES.event(3, EventType.FOCUS_REGAINED, 41),
                        SAMPLES.event(4, EventType.FOCUS_END, 71)))
                .containsExactly(new Session(1, 1_000, 61_000, 50_000, 30_000, 1, 0, 0, 0));
    }

    @Test
    void countsOneInterruptionWhenAHiddenTabAlsoBlurs() {
        assertThat(sessions(
                        SAMPLES.event(0, EventType.FOCUS_START, 0),
                        SAMPLES.lost(1, 10, TAB_HIDDEN),
                        SAMPLES.lost(2, 10.1, WINDOW_BLURRED),
                        SAMPLES.event(3, EventType.FOCUS_REGAINED, 20),
                        SAMPLES.lost(4, 25, PAUSED_AWAY),
                        SAMPLES.event(5, EventType.FOCUS_END, 30)))
                .containsExactly(new Session(0, 0, 30_000, 15_000, 10_000, 1, 0, 0, 1));
    }

    @Test
    void runsToTheLastEventWhileItIsOpen() {
        assertThat(sessions(SAMPLES.event(0, EventType.FOCUS_START, 0), SAMPLES.progress(1, 12, 0, 12_000)))
                .containsExactly(new Session(0, 0, 12_000, 12_000, 12_000, 0, 0, 0, 0));
    }

    @Test
    void endsASessionWhoseEndWasLostAtTheNextStart() {
        assertThat(sessions(
                        SAMPLES.event(0, EventType.FOCUS_START, 0),
                        SAMPLES.event(2, EventType.FOCUS_START, 5),
                        SAMPLES.event(3, EventType.FOCUS_END, 9)))
                .containsExactly(
                        new Session(0, 0, 5_000, 5_000, 5_000, 0, 0, 0, 0),
                        new Session(2, 5_000, 9_000, 4_000, 4_000, 0, 0, 0, 0));
    }

    @Test
    void knowsNoFocusOutsideASession() {
        assertThat(sessions(
                        SAMPLES.lost(0, 1, TAB_HIDDEN),
                        SAMPLES.event(1, EventType.FOCUS_REGAINED, 2),
                        SAMPLES.event(2, EventType.FOCUS_END, 3)))
                .isEmpty();
    }

    @ParameterizedTest(name = "seed {0}")
    @MethodSource("dev.fovea.testing.Seeds#thousand")
    void neverTellsMoreFocusThanTime(long seed) {
        List<PlayerEvent> events = SAMPLES.arbitrary(Seeds.random(seed));
        long endMs = 0;
        for (Session session : FocusSessions.row(Fold.of(events)).sessions()) {
            assertThat(session.startMs()).isGreaterThanOrEqualTo(endMs);
            assertThat(session.focusedMs()).isBetween(session.longestMs(), session.endMs() - session.startMs());
            endMs = session.endMs();
        }
    }

    private static List<Session> sessions(PlayerEvent... events) {
        return FocusSessions.row(Fold.of(List.of(events))).sessions();
    }
}
