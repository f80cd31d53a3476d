package dev.fovea.transcode.job;

import dev.fovea.contracts.problem.ProblemType;
import dev.fovea.platform.access.AccountStates;
import dev.fovea.platform.access.Caller;
import dev.fovea.platform.problem.ClientProblem;
import dev.fovea.transcode.job.JobView.UnitView;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.springframework.context.event.ContextClosedEvent;
import org.springframework.context.event.EventListener;
import org.springframework.http.MediaType;
import org.springframework.stereotype.Component;
import tools.jackson.databind.json.JsonMapper;

/**
 * Tells a page that follows the jobs what has changed, as server-sent events: first everything, then each change within
 * a second. The rows are looked at, so it does not matter which process works on a job. A stream ends after a few
 * minutes, and at once when its caller's session does; the page then asks again with the token it has by then.
 */
@Component
class JobEvents {

    /** Each asks the database once a second. */
    private static final int STREAMS_MAX = 200;

    private static final Duration LOOK_EVERY = Duration.ofSeconds(1);
    private static final Duration LASTS_AT_MOST = Duration.ofMinutes(5);
    private static final Duration SAYS_SOMETHING_EVERY = Duration.ofSeconds(15);
    /** So that a stream that is late still tells of the end. */
    private static final Duration RESTED = Duration.ofSeconds(30);

    private final JobViews views;
    private final AccountStates accounts;
    private final JsonMapper json;
    private final CountDownLatch closing = new CountDownLatch(1);
    private final Semaphore room = new Semaphore(STREAMS_MAX);

    JobEvents(JobViews views, AccountStates accounts, JsonMapper json) {
        this.views = views;
        this.accounts = accounts;
        this.json = json;
    }

    @EventListener(ContextClosedEvent.class)
    void close() {
        closing.countDown();
    }

    /**
     * Holds the request's thread, which is a virtual one, until the stream ends.
     *
     * @param jobId that alone, with its units; null for all jobs without theirs
     */
    void stream(@Nullable UUID jobId, Caller caller, HttpServletResponse response) {
        if (!room.tryAcquire()) {
            throw new ClientProblem(
                    ProblemType.TOO_MANY_REQUESTS, "at most " + STREAMS_MAX + " pages follow the jobs at once");
        }
        try {
            tell(jobId, caller, response);
        } finally {
            room.release();
        }
    }

    private void tell(@Nullable UUID jobId, Caller caller, HttpServletResponse response) {
        response.setContentType(MediaType.TEXT_EVENT_STREAM_VALUE);
        response.setCharacterEncoding(StandardCharsets.UTF_8);
        response.setHeader("Cache-Control", "no-store");
        response.setHeader("X-Accel-Buffering", "no");
        long end = System.nanoTime() + LASTS_AT_MOST.toNanos();
        var told = new Told();
        try {
            OutputStream out = response.getOutputStream();
            do {
                told.tellChanges(jobId, out);
                out.flush();
            } while (!closing.await(LOOK_EVERY.toMillis(), TimeUnit.MILLISECONDS)
                    && System.nanoTime() < end
                    && accounts.stands(caller.userId(), caller.accountVersion()));
        } catch (IOException e) {
            return; // the page has gone
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** What one stream has said already. */
    private final class Told {
        private final Map<UUID, JobView> jobs = new HashMap<>();
        private final Map<Integer, UnitView> units = new HashMap<>();
        private long saidAt = System.nanoTime();

        void tellChanges(@Nullable UUID jobId, OutputStream out) throws IOException {
            var now = jobId == null ? views.lively(RESTED) : views.summary(jobId);
            for (JobView job : now.values()) {
                if (!job.equals(jobs.put(job.id(), job))) {
                    say("job", job, out);
                }
            }
            if (jobId != null) {
                for (UnitView unit : views.units(jobId, !units.isEmpty())) {
                    if (!unit.equals(units.put(unit.index(), unit))) {
                        say("unit", unit, out);
                    }
                }
            }
            if (System.nanoTime() - saidAt > SAYS_SOMETHING_EVERY.toNanos()) {
                write(": nothing new\n\n", out); // else nobody would notice that the page has gone
            }
        }

        private void say(String event, Object value, OutputStream out) throws IOException {
            write("event: " + event + "\ndata: " + json.writeValueAsString(value) + "\n\n", out);
        }

        private void write(String text, OutputStream out) throws IOException {
            out.write(text.getBytes(StandardCharsets.UTF_8));
            saidAt = System.nanoTime();
        }
    }
}
