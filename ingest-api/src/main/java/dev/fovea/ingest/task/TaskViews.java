package dev.fovea.ingest.task;

import dev.fovea.contracts.access.Category;
import dev.fovea.contracts.account.AccountChanged;
import dev.fovea.contracts.id.UserId;
import dev.fovea.contracts.id.VideoId;
import dev.fovea.contracts.problem.ProblemType;
import dev.fovea.contracts.video.TranscodeEvent.Ready;
import dev.fovea.ingest.catalog.Generation;
import dev.fovea.ingest.catalog.PlaybackFacts;
import dev.fovea.ingest.catalog.Video;
import dev.fovea.ingest.catalog.VideoProblems;
import dev.fovea.ingest.catalog.Videos;
import dev.fovea.ingest.catalog.Visibility;
import dev.fovea.ingest.catalog.Visibility.Viewer;
import dev.fovea.platform.access.AccountStates;
import dev.fovea.platform.access.Caller;
import dev.fovea.platform.problem.ClientProblem;
import io.swagger.v3.oas.annotations.media.Schema;
import java.time.Instant;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/** Tasks as people see them: with their own progress, and only with videos that they may watch. */
@Component
class TaskViews {

    /** Credits need not be watched. */
    static final double WATCHED_ENOUGH = 0.9;

    private static final int CANDIDATES_MAX = 20;

    private final Videos videos;
    private final Visibility visibility;
    private final PlaybackFacts playback;
    private final WatchedParts watched;
    private final AccountStates accounts;

    TaskViews(
            Videos videos,
            Visibility visibility,
            PlaybackFacts playback,
            WatchedParts watched,
            AccountStates accounts) {
        this.videos = videos;
        this.visibility = visibility;
        this.playback = playback;
        this.watched = watched;
        this.accounts = accounts;
    }

    TaskView of(Task task, Caller caller) {
        return of(List.of(task), caller).getFirst();
    }

    /** All their videos are read at once. */
    List<TaskView> of(List<Task> tasks, Caller caller) {
        List<VideoId> ids = tasks.stream()
                .flatMap(task -> task.videos().stream())
                .distinct()
                .toList();
        Map<VideoId, Long> watchedMs = watched.of(caller.userId(), ids);
        Map<VideoId, TaskVideo> listed = videos.findAll(ids).stream()
                .flatMap(video -> visibility.playable(Viewer.of(caller), video).stream()
                        .map(generation -> videoOf(caller, video, generation, watchedMs.getOrDefault(video.id(), 0L))))
                .collect(Collectors.toMap(TaskVideo::videoId, video -> video));
        return tasks.stream().map(task -> of(task, listed, caller)).toList();
    }

    private TaskView of(Task task, Map<VideoId, TaskVideo> known, Caller caller) {
        List<TaskVideo> listed = task.videos().stream()
                .filter(known::containsKey)
                .map(known::get)
                .toList();
        return new TaskView(
                task.id(),
                task.title(),
                task.description(),
                task.dueAt(),
                task.createdByName(),
                task.createdAt(),
                task.category(),
                caller.isModerator()
                        ? task.people().stream().map(this::personOf).toList()
                        : null,
                listed,
                (int) listed.stream().filter(TaskVideo::done).count());
    }

    private TaskVideo videoOf(Caller caller, Video video, Generation generation, long watchedMs) {
        long durationMs = durationMs(generation);
        return new TaskVideo(
                video.id(),
                video.title(),
                durationMs / 1_000.0,
                playback.posterUrl(caller, video, generation),
                durationMs == 0 ? 0 : Math.min(1, (double) watchedMs / durationMs),
                isDone(watchedMs, durationMs));
    }

    private static long durationMs(Generation generation) {
        Ready ready = generation.ready();
        return ready == null ? 0 : ready.durationMs();
    }

    private static boolean isDone(long watchedMs, long durationMs) {
        return durationMs > 0 && watchedMs >= durationMs * WATCHED_ENOUGH;
    }

    List<PersonProgress> progressOf(Task task) {
        Map<UserId, Map<VideoId, Long>> watchedMs = watched.of(task.videos());
        List<Video> listed = videos.findAll(task.videos());
        return accounts.all().stream()
                .filter(account -> account.enabled() && task.isFor(account.userId(), account.category()))
                .map(account -> progressOf(account, listed, watchedMs.getOrDefault(account.userId(), Map.of())))
                .sorted(Comparator.comparingDouble(PersonProgress::share).thenComparing(PersonProgress::displayName))
                .toList();
    }

    private PersonProgress progressOf(AccountChanged account, List<Video> listed, Map<VideoId, Long> watchedMs) {
        var viewer = new Viewer(account.userId(), account.role(), account.category());
        int done = 0;
        int total = 0;
        for (Video video : listed) {
            var playable = visibility.playable(viewer, video);
            if (playable.isPresent()) {
                total++;
                if (isDone(watchedMs.getOrDefault(video.id(), 0L), durationMs(playable.get()))) {
                    done++;
                }
            }
        }
        return new PersonProgress(account.userId(), account.displayName(), account.category(), done, total);
    }

    List<TaskPerson> candidates(String words) {
        String asked = words.strip().toLowerCase(Locale.ROOT);
        return accounts.all().stream()
                .filter(AccountChanged::enabled)
                .filter(account -> (account.displayName() + " " + account.email())
                        .toLowerCase(Locale.ROOT)
                        .contains(asked))
                .map(account -> new TaskPerson(account.userId(), account.displayName(), account.category()))
                .sorted(Comparator.comparing(TaskPerson::displayName, String.CASE_INSENSITIVE_ORDER))
                .limit(CANDIDATES_MAX)
                .toList();
    }

    /** An account that is gone leaves its id. */
    private TaskPerson personOf(UserId id) {
        return accounts.find(id)
                .map(account -> new TaskPerson(id, account.displayName(), account.category()))
                .orElseGet(() -> new TaskPerson(id, id.toString(), null));
    }

    void requireVideos(List<VideoId> ids) {
        Set<VideoId> known = videos.findAll(ids).stream().map(Video::id).collect(Collectors.toSet());
        ids.stream().filter(id -> !known.contains(id)).findFirst().ifPresent(id -> {
            throw new VideoProblems.NotFound(id);
        });
    }

    void requirePeople(Collection<UserId> ids) {
        ids.stream().filter(id -> accounts.find(id).isEmpty()).findFirst().ifPresent(id -> {
            throw new ClientProblem(ProblemType.USER_NOT_FOUND, "there is no account " + id);
        });
    }

    /**
     * @param people who have it beside those of the category; told to editors and admins only
     * @param videos those that the caller may watch, in order
     * @param done how many of them the caller has watched
     */
    @Schema(name = "Task")
    record TaskView(
            UUID id,
            String title,
            String description,
            @Nullable Instant dueAt,
            String createdBy,
            Instant createdAt,
            @Nullable Category category,
            @Nullable List<TaskPerson> people,
            List<TaskVideo> videos,
            int done) {}

    /** @param watchedRatio the share of the film that the caller has played at least once, over all views */
    record TaskVideo(
            VideoId videoId,
            String title,
            double durationSeconds,
            @Nullable String posterUrl,
            double watchedRatio,
            boolean done) {}

    record TaskPerson(
            UserId id, String displayName, @Nullable Category category) {}

    /** @param total of the task's videos that this person may watch */
    record PersonProgress(UserId id, String displayName, Category category, int done, int total) {

        private double share() {
            return total == 0 ? 1 : (double) done / total;
        }
    }
}
