package dev.fovea.standalone.demo;

import dev.fovea.contracts.id.EventId;
import dev.fovea.standalone.demo.DemoPlan.Approve;
import dev.fovea.standalone.demo.DemoPlan.Excerpt;
import dev.fovea.standalone.demo.DemoPlan.ExpectFailure;
import dev.fovea.standalone.demo.DemoPlan.Film;
import dev.fovea.standalone.demo.DemoPlan.LeaveWaiting;
import dev.fovea.standalone.demo.DemoPlan.NotAFilm;
import dev.fovea.standalone.demo.DemoPlan.Person;
import dev.fovea.standalone.demo.DemoPlan.Reject;
import dev.fovea.standalone.demo.DemoPlan.Whole;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.NullNode;

/**
 * Fills an empty library as people would: they upload, an editor decides, viewers watch. It goes on where it was after
 * any end of the process, and touches nothing that it did not make.
 */
public final class Demo {

    private static final Logger LOG = LoggerFactory.getLogger(Demo.class);

    private static final Duration LOOK_EVERY = Duration.ofSeconds(1);
    private static final Duration RETRY_AFTER = Duration.ofSeconds(10);
    private static final int TRIES_MAX = 30;

    /** The demo's films take a minute or so each: where nothing has moved for so long, nothing will. */
    private static final Duration STANDS_STILL_MAX = Duration.ofMinutes(30);

    /** Players send what they have this often. */
    private static final Duration FLUSH_EVERY = Duration.ofSeconds(5);

    private static final int VIEWERS_AT_ONCE = 4;
    private static final Set<String> IN_WORK = Set.of("UPLOADING", "UPLOADED", "PROCESSING");

    private final DemoClient client;
    private final Settings settings;
    private final DemoProgress progress;
    private final Listener listener;
    private final Thread thread;

    /**
     * @param base of the site
     * @param folder where the demo keeps its progress and its excerpts
     * @param peoplesPassword of every person of the demo
     * @param administrator who may create people: email and password; known at a first start only
     * @param ffmpeg cuts the excerpts
     */
    public record Settings(
            URI base, Path folder, String peoplesPassword, Optional<Administrator> administrator, Path ffmpeg) {}

    public record Administrator(String email, String password) {}

    /** Hears how far it is. */
    public interface Listener {

        /** The administrator is not needed any more. */
        void peopleExist() throws IOException;

        void complete();
    }

    /** What trying again does not mend. */
    private static final class Unfinished extends Exception {
        Unfinished(String reason) {
            super(reason);
        }
    }

    private Demo(Settings settings, DemoProgress progress, Listener listener) {
        this.settings = settings;
        this.client = new DemoClient(settings.base(), settings.peoplesPassword());
        this.progress = progress;
        this.listener = listener;
        this.thread = Thread.ofVirtual().name("demo").unstarted(this::run);
    }

    /** Whether an earlier start has begun it, finished or not. */
    public static boolean hasBegun(Path folder) {
        return DemoProgress.isIn(folder);
    }

    /** @return empty when there is nothing left to do */
    public static Optional<Demo> start(Settings settings, Listener listener) throws IOException {
        Files.createDirectories(settings.folder());
        var progress = DemoProgress.in(settings.folder());
        if (progress.isComplete()) {
            return Optional.empty();
        }
        var demo = new Demo(settings, progress, listener);
        demo.thread.start();
        return Optional.of(demo);
    }

    public void stop() throws InterruptedException {
        thread.interrupt();
        thread.join();
    }

    private void run() {
        for (int tries = 0; tries < TRIES_MAX; tries++) {
            try {
                createPeople();
                Clip clip = Clip.fetchInto(Clip.cache());
                bringInAndWatch(clip);
                listener.complete();
                return;
            } catch (IOException e) {
                LOG.warn("The demo is interrupted and goes on in {}", RETRY_AFTER, e);
                try {
                    Thread.sleep(RETRY_AFTER);
                } catch (InterruptedException interrupted) {
                    return;
                }
            } catch (InterruptedException e) {
                return; // Fovea stops
            } catch (Unfinished e) {
                LOG.error("The demo stays unfinished, and the next start goes on with it: {}", e.getMessage());
                return;
            }
        }
        LOG.error("The demo stays unfinished after {} tries, and the next start goes on with it", TRIES_MAX);
    }

    private void createPeople() throws IOException, InterruptedException, Unfinished {
        if (progress.hasPeople()) {
            return;
        }
        if (settings.administrator().isEmpty()) {
            throw new Unfinished("nobody may create the people of the demo: the administrator's password is not known");
        }
        var administrator = settings.administrator().get();
        String token = client.signIn(administrator.email(), administrator.password());
        for (Person person : DemoPlan.people()) {
            try {
                client.postWith(
                        token,
                        "/users",
                        Map.of(
                                "email", person.email(),
                                "displayName", person.name(),
                                "role", person.role().name(),
                                "category", person.category().name(),
                                "password", settings.peoplesPassword()));
            } catch (DemoClient.Refused e) {
                if (e.status != 409) { // made before an earlier end
                    throw e;
                }
            }
        }
        progress.peopleExist();
        listener.peopleExist();
    }

    /** Films come in one after another; each is watched as soon as it may be, aside. */
    private void bringInAndWatch(Clip clip) throws IOException, InterruptedException, Unfinished {
        try (var watching = Executors.newFixedThreadPool(
                VIEWERS_AT_ONCE, Thread.ofVirtual().name("demo-viewer-", 0).factory())) {
            try {
                for (Film film : DemoPlan.FILMS) {
                    bringIn(film, clip);
                }
                List<Future<?>> views = new ArrayList<>();
                for (Film film : DemoPlan.FILMS) {
                    decide(film);
                    for (int view = progress.viewsOf(film); view < film.views(); view++) {
                        int number = view;
                        views.add(watching.submit(() -> {
                            watch(film, number);
                            return null;
                        }));
                    }
                }
                for (Future<?> view : views) {
                    view.get();
                }
            } catch (ExecutionException e) {
                watching.shutdownNow();
                if (e.getCause() instanceof IOException cause) {
                    throw cause;
                }
                if (e.getCause() instanceof InterruptedException cause) {
                    throw cause;
                }
                throw new IllegalStateException(e.getCause());
            } catch (IOException | InterruptedException | Unfinished e) {
                watching.shutdownNow();
                throw e;
            }
        }
    }

    private void bringIn(Film film, Clip clip) throws IOException, InterruptedException {
        if (progress.isDecided(film)) {
            return;
        }
        Path file = fileOf(film, clip);
        if (progress.videoOf(film).isEmpty()) {
            JsonNode created = client.post(
                    film.uploader(),
                    "/uploads",
                    Map.of(
                            "title", film.title(),
                            "description", film.description(),
                            "filename", film.title().replace(' ', '-') + ".mp4",
                            "sizeBytes", Files.size(file),
                            "contentType", "video/mp4"));
            progress.cameIn(film, created.path("videoId").asString());
        }
        String video = progress.videoOf(film).orElseThrow();
        if (statusOf(film, video).equals("UPLOADING")) {
            client.upload(film.uploader(), "/api/v1/uploads/" + video, file);
        }
    }

    private Path fileOf(Film film, Clip clip) throws IOException, InterruptedException {
        return switch (film.content()) {
            case Whole() -> clip.file();
            case Excerpt excerpt -> clip.excerpt(excerpt, settings.ffmpeg(), settings.folder());
            case NotAFilm() ->
                Files.writeString(settings.folder().resolve("not-a-film.mp4"), "Dear diary, ".repeat(500));
        };
    }

    private void decide(Film film) throws IOException, InterruptedException, Unfinished {
        if (progress.isDecided(film)) {
            return;
        }
        String video = progress.videoOf(film).orElseThrow();
        String expected = film.outcome() instanceof ExpectFailure ? "FAILED" : "READY";
        String status = awaitSettled(film, video);
        if (!status.equals(expected)) {
            LOG.warn("'{}' of the demo is {} where {} was expected", film.title(), status, expected);
        } else {
            switch (film.outcome()) {
                case Approve() -> client.post(DemoPlan.EDITOR, "/videos/" + video + "/approval", Map.of());
                case Reject(String reason) ->
                    client.post(
                            DemoPlan.EDITOR,
                            "/videos/" + video + "/rejection",
                            Map.of("reason", reason, "deleteStorage", false));
                case LeaveWaiting(), ExpectFailure() -> {}
            }
        }
        progress.decided(film);
    }

    /** The status after the work on it: READY, FAILED, or what a person has decided meanwhile. */
    private String awaitSettled(Film film, String video) throws IOException, InterruptedException, Unfinished {
        String before = "";
        long movedAt = System.nanoTime();
        while (true) {
            JsonNode now = client.get(film.uploader(), "/videos/" + video);
            String status = now.path("status").asString();
            if (!IN_WORK.contains(status)) {
                return status;
            }
            String stage = status + now.path("progress");
            if (!stage.equals(before)) {
                before = stage;
                movedAt = System.nanoTime();
            } else if (System.nanoTime() - movedAt > STANDS_STILL_MAX.toNanos()) {
                throw new Unfinished("'%s' is %s, and nothing about it has moved for %d minutes"
                        .formatted(film.title(), status, STANDS_STILL_MAX.toMinutes()));
            }
            Thread.sleep(LOOK_EVERY);
        }
    }

    private String statusOf(Film film, String video) throws IOException, InterruptedException {
        return client.get(film.uploader(), "/videos/" + video).path("status").asString();
    }

    /** In the time it takes: the charts move while somebody looks. */
    private void watch(Film film, int number) throws IOException, InterruptedException {
        List<Person> viewers = DemoPlan.viewers(film.category());
        Person viewer = viewers.get(number % viewers.size());
        String video = progress.videoOf(film).orElseThrow();
        JsonNode playback = awaitPlayback(viewer, video);
        if (playback.isNull()) {
            return;
        }
        long durationMs = Math.round(playback.path("durationSeconds").asDouble() * 1_000);
        long seed = film.title().hashCode() * 31L + number;
        long grantedAt = System.currentTimeMillis();
        var unsent = new ArrayList<Map<String, Object>>();
        long sequence = 0;
        long flushAt = FLUSH_EVERY.toMillis();
        for (Viewing.Step step : Viewing.of(seed, durationMs)) {
            long wait = grantedAt + step.atMs() - System.currentTimeMillis();
            if (wait > 0) {
                Thread.sleep(wait);
            }
            unsent.add(eventOf(step, playback, sequence++, grantedAt));
            if (step.atMs() >= flushAt) {
                send(playback, unsent);
                flushAt = step.atMs() + FLUSH_EVERY.toMillis();
            }
        }
        send(playback, unsent);
        progress.watchedOnceMore(film);
    }

    /** An approval travels by Kafka; a film that was taken away meanwhile is not watched. */
    private JsonNode awaitPlayback(Person viewer, String video) throws IOException, InterruptedException {
        for (int tries = 0; tries < 30; tries++) {
            try {
                return client.get(viewer, "/videos/" + video + "/playback");
            } catch (DemoClient.Refused e) {
                if (e.status != 404 && e.status != 409) {
                    throw e;
                }
                Thread.sleep(LOOK_EVERY);
            }
        }
        LOG.warn("{} may not watch {}", viewer.name(), video);
        return NullNode.getInstance();
    }

    private void send(JsonNode playback, List<Map<String, Object>> events) throws IOException, InterruptedException {
        if (events.isEmpty()) {
            return;
        }
        JsonNode answer =
                client.postEvents(Map.of("viewToken", playback.path("viewToken").asString(), "events", events));
        if (!answer.path("rejected").isEmpty()) {
            LOG.warn("Events of the demo were rejected: {}", answer);
        }
        events.clear();
    }

    private static Map<String, Object> eventOf(Viewing.Step step, JsonNode playback, long sequence, long grantedAt) {
        var event = new HashMap<String, Object>();
        event.put("eventId", new EventId(UUID.randomUUID()).toString());
        event.put("viewId", playback.path("viewId").asString());
        event.put("sequence", sequence);
        event.put("type", step.type().name());
        event.put("viewerTime", grantedAt + step.atMs());
        event.put("playheadMs", step.playheadMs());
        event.put("rate", 1.0);
        putIfThere(event, "fromMs", step.fromMs());
        putIfThere(event, "toMs", step.toMs());
        putIfThere(event, "cause", step.cause());
        putIfThere(event, "valueMs", step.valueMs());
        putIfThere(event, "valueKbps", step.valueKbps());
        return event;
    }

    private static void putIfThere(Map<String, Object> event, String name, @Nullable Object value) {
        if (value != null) {
            event.put(name, value);
        }
    }
}
