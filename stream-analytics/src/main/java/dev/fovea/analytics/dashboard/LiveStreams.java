package dev.fovea.analytics.dashboard;

import dev.fovea.contracts.id.VideoId;
import dev.fovea.contracts.problem.ProblemType;
import dev.fovea.platform.access.AccountStates;
import dev.fovea.platform.access.Caller;
import dev.fovea.platform.problem.ClientProblem;
import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Semaphore;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.DisposableBean;
import org.springframework.http.MediaType;
import org.springframework.stereotype.Component;
import org.springframework.web.servlet.mvc.method.annotation.SseEmitter;

/**
 * Streams of who is watching, told whenever it changes. However many look on, ClickHouse is asked once a second; a stream ends
 * with the right to see it, and after five minutes at the latest, for the reader to come again with a fresh token.
 */
@Component
class LiveStreams implements DisposableBean {

    static final int STREAMS_MAX = 200;

    private static final Duration LASTS = Duration.ofMinutes(5);
    private static final Duration EVERY = Duration.ofSeconds(1);
    /** Something is said that often, so that a proxy does not take the stream for dead. */
    private static final Duration SILENCE_MAX = Duration.ofSeconds(15);

    private final Charts charts;
    private final AccountStates accounts;
    private final Clock clock;
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    private final Semaphore room = new Semaphore(STREAMS_MAX);
    private @Nullable Watching latest;

    LiveStreams(Charts charts, AccountStates accounts, Clock clock) {
        this.charts = charts;
        this.accounts = accounts;
        this.clock = clock;
    }

    /** @param video the only one to tell of, or null for all */
    SseEmitter open(Caller caller, @Nullable VideoId video) {
        if (!room.tryAcquire()) {
            throw new ClientProblem(
                    ProblemType.TOO_MANY_REQUESTS, "at most " + STREAMS_MAX + " people look on at once");
        }
        var emitter = new SseEmitter(LASTS.plus(SILENCE_MAX).toMillis());
        threads.execute(() -> {
            try {
                tell(emitter, caller, video);
                emitter.complete();
            } catch (IOException | IllegalStateException e) {
                emitter.completeWithError(e); // the reader is gone
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                emitter.complete();
            } finally {
                room.release();
            }
        });
        return emitter;
    }

    private void tell(SseEmitter emitter, Caller caller, @Nullable VideoId video)
            throws IOException, InterruptedException {
        Instant end = clock.instant().plus(LASTS);
        Instant lastTold = Instant.EPOCH;
        @Nullable Watching told = null;
        while (clock.instant().isBefore(end) && accounts.stands(caller.userId(), caller.accountVersion())) {
            @Nullable Watching now = video == null ? latest() : of(video, latest());
            if (now != null && !now.showsTheSameAs(told)) {
                emitter.send(SseEmitter.event().name("watching").data(now, MediaType.APPLICATION_JSON));
                told = now;
                lastTold = clock.instant();
            } else if (!clock.instant().isBefore(lastTold.plus(SILENCE_MAX))) {
                emitter.send(SseEmitter.event().comment("nothing new"));
                lastTold = clock.instant();
            }
            Thread.sleep(EVERY);
        }
    }

    private static @Nullable Watching of(VideoId video, @Nullable Watching all) {
        return all == null ? null : all.of(video);
    }

    /** At most a second old; null while ClickHouse does not answer. */
    private synchronized @Nullable Watching latest() {
        Watching known = latest;
        if (known == null || !known.at().plus(EVERY).isAfter(clock.instant())) {
            try {
                latest = charts.watching();
            } catch (AnalyticsUnavailable e) {
                latest = null;
            }
        }
        return latest;
    }

    @Override
    public void destroy() {
        threads.shutdownNow();
    }
}
