package dev.fovea.standalone.chaos.analytics;

import dev.fovea.standalone.chaos.analytics.PlannedView.Batch;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.UUID;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/** Plays one viewer after the other; what a view does depends on the seed and its number alone. */
final class ViewScript {

    private static final long MINUTE = Duration.ofMinutes(1).toMillis();
    private static final long HOUR = Duration.ofHours(1).toMillis();
    private static final long DAY = Duration.ofDays(1).toMillis();
    private static final long TEN_YEARS = 3_652 * DAY;
    private static final int VIDEOS = 200;
    private static final int VIEWERS = 5_000;

    private static final List<String> USER_AGENTS = List.of(
            "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0.0.0 Safari/537.36",
            "Mozilla/5.0 (iPhone; CPU iPhone OS 18_5 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.5 Mobile/15E148 Safari/604.1",
            "Mozilla/5.0 (Linux; Android 15; SM-X910) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0.0.0 Safari/537.36");
    private static final List<String> COUNTRIES = List.of("DE", "IN", "US", "");
    private static final List<String> CAUSES =
            List.of("TAB_HIDDEN", "WINDOW_BLURRED", "FULLSCREEN_LEFT", "PAUSED_AWAY");
    private static final List<Double> RATES = List.of(0.5, 0.75, 1.0, 1.25, 1.5, 2.0);

    private final long seed;
    private final long now;

    ViewScript(long seed, long now) {
        this.seed = seed;
        this.now = now;
    }

    PlannedView view(int number) {
        return new Player(number).play();
    }

    /** One viewer before one video in one tab. */
    private final class Player {

        private final int number;
        private final SplittableRandom random;
        private final List<PlannedEvent> events = new ArrayList<>();
        /** When each event is told, on the traffic's clock. */
        private final List<Long> toldAt = new ArrayList<>();

        private final long filmMs;
        private final long startedAt;
        private final long arrivesAt;
        private long elapsedMs;
        private long clockErrorMs;
        private long playheadMs;
        private double rate = 1;
        private long sequence;

        Player(int number) {
            this.number = number;
            this.random = new SplittableRandom(seed * 1_000_003 + number);
            this.filmMs = random.nextLong(2 * MINUTE, 40 * MINUTE);
            this.startedAt = now - startedBefore();
            this.arrivesAt = random.nextLong(2 * HOUR);
            this.clockErrorMs = clockError();
        }

        PlannedView play() {
            long tab = isOneIn(10) ? number - 1L : number; // a second tab is the same viewer before the same video
            var draw = new SplittableRandom(seed * 7_919 + Math.max(0, tab));
            var view = new PlannedView(
                    number,
                    uuid(random.nextLong(), 1, number),
                    uuid(seed, 2, (long) (VIDEOS * draw.nextDouble() * draw.nextDouble())),
                    uuid(seed, 3, draw.nextLong(VIEWERS)),
                    startedAt,
                    pick(USER_AGENTS),
                    pick(COUNTRIES),
                    events,
                    new ArrayList<>());
            watch();
            loseTheEnd();
            pack(view);
            return view;
        }

        private long startedBefore() {
            return switch (random.nextInt(200)) {
                case 0 -> 7 * DAY + random.nextLong(1_000, 20 * HOUR); // its week is over
                case 1 -> 7 * DAY - random.nextLong(3 * MINUTE); // its week ends while we send
                default -> isOneIn(10) ? 0 : random.nextLong(HOUR, 48 * HOUR);
            };
        }

        private long clockError() {
            return switch (random.nextInt(10)) {
                case 0 -> random.nextLong(-TEN_YEARS, TEN_YEARS);
                case 1, 2 -> random.nextLong(-HOUR, HOUR);
                default -> random.nextLong(-3_000, 3_000);
            };
        }

        private void watch() {
            boolean focuses = random.nextBoolean();
            tell("PLAY", null, null, null, null);
            if (!isOneIn(20)) {
                elapsedMs += random.nextLong(50, 4_000);
                tell("STARTUP", null, null, null, elapsedMs);
            }
            if (focuses) {
                tell("FOCUS_START", null, null, null, null);
            }
            int steps = isOneIn(100) ? random.nextInt(200, 500) : random.nextInt(5, 60);
            for (int step = 0; step < steps && playheadMs < filmMs; step++) {
                step(focuses);
            }
            if (focuses && !isOneIn(4)) {
                tell("FOCUS_END", null, null, null, null);
            }
            if (playheadMs >= filmMs) {
                tell("COMPLETE", null, null, null, null);
            }
        }

        private void step(boolean focuses) {
            int what = random.nextInt(100);
            if (what < 66) {
                progress();
            } else if (what < 72) {
                tell("PAUSE", null, null, null, null);
                elapsedMs += random.nextLong(500, 2 * MINUTE);
                tell("PLAY", null, null, null, null);
            } else if (what < 78) {
                long to = random.nextLong(filmMs);
                tell("SEEK", playheadMs, to, null, null);
                playheadMs = to;
            } else if (what < 82) {
                rate = pick(RATES);
                tell("RATE", null, null, null, null);
            } else if (what < 86) {
                tell("REBUFFER_START", null, null, null, null);
                elapsedMs += random.nextLong(100, 15_000);
                if (!isOneIn(10)) {
                    tell("REBUFFER_END", null, null, null, null);
                }
            } else if (what < 95) {
                if (focuses) {
                    interrupt();
                } else {
                    progress();
                }
            } else if (what < 97) {
                tell("RENDITION", null, null, null, null);
            } else if (what < 98) {
                tell("ERROR", null, null, "MEDIA_ERR_DECODE", null);
            } else if (what < 99) {
                clockErrorMs += isOneIn(4) ? random.nextLong(-TEN_YEARS, TEN_YEARS) : random.nextLong(-HOUR, HOUR);
            } else {
                offerNonsense();
            }
        }

        private void progress() {
            long playedMs = Math.min(filmMs - playheadMs, (long) (random.nextLong(1_000, 10_001) * rate));
            long from = playheadMs;
            elapsedMs += (long) (playedMs / rate);
            playheadMs += playedMs;
            tell("PROGRESS", from, playheadMs, null, null);
        }

        private void interrupt() {
            tell("FOCUS_LOST", null, null, pick(CAUSES), null);
            if (isOneIn(5)) {
                tell("FOCUS_LOST", null, null, pick(CAUSES), null); // a hidden tab also blurs its window
            }
            elapsedMs += random.nextLong(200, MINUTE);
            switch (random.nextInt(20)) {
                case 0 -> {} // never came back, or the return was lost
                case 1 -> tell("FOCUS_START", null, null, null, null); // the end was lost
                case 2 -> {
                    tell("FOCUS_END", null, null, null, null);
                    elapsedMs += random.nextLong(10_000);
                    tell("FOCUS_START", null, null, null, null);
                }
                default -> tell("FOCUS_REGAINED", null, null, null, null);
            }
        }

        private void tell(
                String type, @Nullable Long from, @Nullable Long to, @Nullable String cause, @Nullable Long value) {
            if (!isOneIn(500)) { // else it is lost on its way for ever: a gap
                add(sequence, type, from, to, cause, value, true);
            }
            if (isOneIn(1_000)) {
                elapsedMs++;
                add(sequence, "PROGRESS", 0L, random.nextLong(1, 5_000), null, null, true); // a second payload
            }
            sequence++;
        }

        /** What a collector must reject by itself, and keep the rest of the batch. */
        private void offerNonsense() {
            switch (random.nextInt(5)) {
                case 0 -> add(9_000, "PLAY", null, null, null, null, false);
                case 1 -> add(sequence, "DANCE", null, null, null, null, false);
                case 2 -> add(sequence, "PROGRESS", 2_000L, 1_000L, null, null, false);
                case 3 -> add(sequence, "FOCUS_LOST", null, null, "MOON_PHASE", null, false);
                default -> add(-1, "PAUSE", null, null, null, null, false);
            }
        }

        private void add(
                long atSequence,
                String type,
                @Nullable Long from,
                @Nullable Long to,
                @Nullable String cause,
                @Nullable Long value,
                boolean valid) {
            int index = events.size();
            elapsedMs += random.nextLong(5);
            events.add(new PlannedEvent(
                    index,
                    uuid(random.nextLong(), number, index),
                    atSequence,
                    type,
                    startedAt + elapsedMs + clockErrorMs,
                    playheadMs,
                    rate,
                    from,
                    to,
                    cause,
                    value,
                    valid));
            toldAt.add(arrivesAt + elapsedMs);
        }

        /** The last heartbeats often never leave the browser; what was never offered is not part of the traffic. */
        private void loseTheEnd() {
            if (isOneIn(8)) {
                int lost = Math.min(random.nextInt(1, 4), events.size() - 1);
                events.subList(events.size() - lost, events.size()).clear();
            }
        }

        private void pack(PlannedView view) {
            for (int from = 0; from < events.size(); ) {
                int to = Math.min(events.size(), from + random.nextInt(1, 25));
                var together = new ArrayList<PlannedEvent>();
                long sentAt = toldAt.get(to - 1) + random.nextLong(2_000);
                if (isOneIn(10)) {
                    sentAt += random.nextLong(10 * MINUTE); // overtaken by others
                }
                for (PlannedEvent event : events.subList(from, to)) {
                    if (isOneIn(200)) {
                        send(view, sentAt + random.nextLong(10 * MINUTE, 48 * HOUR), List.of(event));
                    } else {
                        together.add(event);
                    }
                    if (isOneIn(33)) {
                        send(view, sentAt + random.nextLong(10 * MINUTE), List.of(event)); // told twice
                    }
                }
                send(view, sentAt, together);
                if (isOneIn(50)) {
                    send(view, sentAt + random.nextLong(30_000), together); // the answer was not believed
                }
                from = to;
            }
        }

        private void send(PlannedView view, long sentAt, List<PlannedEvent> together) {
            if (!together.isEmpty()) {
                view.batches().add(new Batch(view, sentAt, List.copyOf(together)));
            }
        }

        private boolean isOneIn(int n) {
            return random.nextInt(n) == 0;
        }

        private <T> T pick(List<T> choices) {
            return choices.get(random.nextInt(choices.size()));
        }
    }

    /** The low half says what it is; the high half is noise, so that ids sort in no order of ours. */
    static UUID uuid(long noise, long high, long low) {
        return new UUID((noise & ~0xF000L) | 0x7000L, 0x8000_0000_0000_0000L | (high << 32) | low);
    }

    /** The view's number of an event's id. */
    static int viewOf(UUID eventId) {
        return (int) ((eventId.getLeastSignificantBits() & 0x3FFF_FFFF_FFFF_FFFFL) >>> 32);
    }

    /** The event's index of its id. */
    static int indexOf(UUID eventId) {
        return (int) eventId.getLeastSignificantBits();
    }

    static RandomGenerator randomOf(long seed, String purpose) {
        return new SplittableRandom(seed ^ purpose.hashCode());
    }
}
