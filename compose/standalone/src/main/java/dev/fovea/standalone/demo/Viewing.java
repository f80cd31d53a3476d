package dev.fovea.standalone.demo;

import dev.fovea.contracts.event.EventType;
import dev.fovea.contracts.event.FocusCause;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;

/**
 * How one person watches one film: the same seed gives the same events. Most watch to the end, some leave, some go back;
 * most of them in focus mode, not all of them undisturbed.
 */
final class Viewing {

    private static final long PROGRESS_EVERY_MS = 5_000;
    private static final int[] BITRATES_KBPS = {700, 1_400, 2_800, 5_000};

    private final SplittableRandom random;
    private final long durationMs;
    private final List<Step> steps = new ArrayList<>();
    private long clockMs;
    private long playheadMs;

    /** @param atMs after the view was granted */
    record Step(
            long atMs,
            EventType type,
            long playheadMs,
            @Nullable Long fromMs,
            @Nullable Long toMs,
            @Nullable String cause,
            @Nullable Long valueMs,
            @Nullable Integer valueKbps) {}

    private Viewing(long seed, long durationMs) {
        this.random = new SplittableRandom(seed);
        this.durationMs = durationMs;
    }

    static List<Step> of(long seed, long durationMs) {
        var viewing = new Viewing(seed, durationMs);
        viewing.watch();
        return List.copyOf(viewing.steps);
    }

    private void watch() {
        boolean focused = happens(0.65);
        boolean rewatches = happens(0.25);
        long leavesAt = happens(0.3) ? random.nextLong(durationMs / 10, durationMs) : durationMs;

        tell(EventType.PLAY);
        long startupMs = random.nextLong(180, 1_600);
        clockMs += startupMs;
        steps.add(step(EventType.STARTUP, null, null, null, startupMs, null));
        int kbps = BITRATES_KBPS[random.nextInt(BITRATES_KBPS.length)];
        steps.add(step(EventType.RENDITION, null, null, null, null, kbps));
        if (focused) {
            tell(EventType.FOCUS_START);
        }
        playUntil(leavesAt, focused);
        if (rewatches && leavesAt == durationMs) {
            long back = random.nextLong(durationMs / 4, durationMs / 2);
            steps.add(step(EventType.SEEK, playheadMs, playheadMs - back, null, null, null));
            playheadMs -= back;
            playUntil(durationMs, focused);
        }
        if (focused) {
            tell(EventType.FOCUS_END);
        }
        tell(playheadMs == durationMs ? EventType.COMPLETE : EventType.PAUSE);
    }

    private void playUntil(long end, boolean focused) {
        while (playheadMs < end) {
            long from = playheadMs;
            long to = Math.min(end, from + random.nextLong(PROGRESS_EVERY_MS / 2, PROGRESS_EVERY_MS));
            clockMs += to - from;
            playheadMs = to;
            steps.add(step(EventType.PROGRESS, from, to, null, null, null));
            if (focused && playheadMs < end && happens(0.15)) {
                lookAway();
            } else if (happens(0.03)) {
                stall();
            }
        }
    }

    /** Gone for a moment; the film waits. */
    private void lookAway() {
        var causes = FocusCause.values();
        String cause = causes[random.nextInt(causes.length)].name();
        steps.add(step(EventType.FOCUS_LOST, null, null, cause, null, null));
        tell(EventType.PAUSE);
        clockMs += random.nextLong(500, 4_000);
        tell(EventType.PLAY);
        tell(EventType.FOCUS_REGAINED);
    }

    private void stall() {
        tell(EventType.REBUFFER_START);
        clockMs += random.nextLong(100, 900);
        tell(EventType.REBUFFER_END);
    }

    private void tell(EventType type) {
        steps.add(step(type, null, null, null, null, null));
    }

    private Step step(
            EventType type,
            @Nullable Long fromMs,
            @Nullable Long toMs,
            @Nullable String cause,
            @Nullable Long valueMs,
            @Nullable Integer valueKbps) {
        return new Step(clockMs, type, playheadMs, fromMs, toMs, cause, valueMs, valueKbps);
    }

    private boolean happens(double probability) {
        return random.nextDouble() < probability;
    }
}
