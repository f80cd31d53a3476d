package dev.fovea.platform.live;

import dev.fovea.contracts.problem.ProblemType;
import dev.fovea.platform.access.AccountStates;
import dev.fovea.platform.access.Caller;
import dev.fovea.platform.problem.ClientProblem;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.springframework.http.MediaType;
import tools.jackson.databind.json.JsonMapper;

/**
 * Server-sent events of one kind, to so many pages at once. Each page is told within a second what has changed. A stream
 * ends after five minutes, and at once when its caller's session or this process does; the page then asks again with the
 * token it has by then.
 */
public final class EventStreams {

    private static final Duration LOOK_EVERY = Duration.ofSeconds(1);
    private static final Duration LASTS_AT_MOST = Duration.ofMinutes(5);
    /** So that a proxy does not take the stream for dead, and that we notice when the page has gone. */
    private static final Duration SILENCE_MAX = Duration.ofSeconds(15);

    private final int max;
    private final AccountStates accounts;
    private final JsonMapper json;
    private final Semaphore room;
    private final CountDownLatch closing = new CountDownLatch(1);

    /** What one page has been told, and is told next. */
    public interface Teller {

        /** Asked once a second, from the start on. */
        void tellChanges(Page page) throws IOException;
    }

    /** Where it is told. */
    public interface Page {

        /** @param value is sent as JSON */
        void tell(String event, Object value) throws IOException;
    }

    /** @param max streams at once: each costs what its teller does, once a second */
    public EventStreams(int max, AccountStates accounts, JsonMapper json) {
        this.max = max;
        this.accounts = accounts;
        this.json = json;
        this.room = new Semaphore(max);
    }

    /**
     * Holds the request's thread, which is a virtual one, until the stream ends. HEAD is answered at once and takes no
     * room: nobody would hear what is told.
     *
     * @throws ClientProblem when there is no room for one more
     */
    public void stream(Caller caller, HttpServletRequest request, HttpServletResponse response, Teller teller) {
        if (request.getMethod().equals("HEAD")) {
            describe(response);
            return;
        }
        if (!room.tryAcquire()) {
            throw new ClientProblem(ProblemType.TOO_MANY_REQUESTS, "at most " + max + " pages look on at once");
        }
        try {
            tellUntilItEnds(caller, response, teller);
        } finally {
            room.release();
        }
    }

    /** Ends all streams. Do so before the web server waits for its requests. */
    public void close() {
        closing.countDown();
    }

    private static void describe(HttpServletResponse response) {
        response.setContentType(MediaType.TEXT_EVENT_STREAM_VALUE);
        response.setCharacterEncoding(StandardCharsets.UTF_8);
        response.setHeader("Cache-Control", "no-store");
        response.setHeader("X-Accel-Buffering", "no");
    }

    private void tellUntilItEnds(Caller caller, HttpServletResponse response, Teller teller) {
        describe(response);
        long end = System.nanoTime() + LASTS_AT_MOST.toNanos();
        try {
            var page = new Written(response.getOutputStream());
            do {
                teller.tellChanges(page);
                page.flush();
            } while (!closing.await(LOOK_EVERY.toMillis(), TimeUnit.MILLISECONDS)
                    && System.nanoTime() < end
                    && accounts.stands(caller.userId(), caller.accountVersion()));
        } catch (IOException e) {
            return; // the page has gone
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private final class Written implements Page {
        private final OutputStream out;
        private long writtenAt = System.nanoTime();

        Written(OutputStream out) {
            this.out = out;
        }

        @Override
        public void tell(String event, Object value) throws IOException {
            write("event: " + event + "\ndata: " + json.writeValueAsString(value) + "\n\n");
        }

        void flush() throws IOException {
            if (System.nanoTime() - writtenAt > SILENCE_MAX.toNanos()) {
                write(": nothing new\n\n");
            }
            out.flush();
        }

        private void write(String text) throws IOException {
            out.write(text.getBytes(StandardCharsets.UTF_8));
            writtenAt = System.nanoTime();
        }
    }
}
