package dev.fovea.ingest.playback;

import dev.fovea.contracts.id.VideoId;
import dev.fovea.contracts.id.ViewId;
import dev.fovea.contracts.problem.ProblemType;
import dev.fovea.contracts.video.TranscodeEvent.Ready;
import dev.fovea.ingest.catalog.Captions;
import dev.fovea.ingest.catalog.Captions.Caption;
import dev.fovea.ingest.catalog.Chapters;
import dev.fovea.ingest.catalog.Chapters.Chapter;
import dev.fovea.ingest.catalog.Generation;
import dev.fovea.ingest.catalog.PlaybackFacts;
import dev.fovea.ingest.catalog.Video;
import dev.fovea.ingest.catalog.VideoAccess;
import dev.fovea.ingest.catalog.Visibility;
import dev.fovea.ingest.catalog.Visibility.Viewer;
import dev.fovea.ingest.playback.MediaTokens.Grant;
import dev.fovea.ingest.playback.PreviewController.PreviewGrant;
import dev.fovea.ingest.playback.ViewTokens.View;
import dev.fovea.ingest.playback.Views.GrantedView;
import dev.fovea.ingest.playback.WatchProgress.Stop;
import dev.fovea.platform.access.AccessProperties;
import dev.fovea.platform.access.AccountStates;
import dev.fovea.platform.access.Caller;
import dev.fovea.platform.id.Uuid7;
import dev.fovea.platform.problem.ClientProblem;
import dev.fovea.platform.problem.RetriableProblem;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/** Grants playback: decides who may, and signs what a player needs for it. */
@Component
class PlaybackGrants implements PlaybackFacts {

    private static final Duration RETRY_AFTER = Duration.ofSeconds(5);

    private final VideoAccess access;
    private final Captions captions;
    private final Chapters chapters;
    private final Visibility visibility;
    private final Views views;
    private final WatchProgress progress;
    private final Previews previews;
    private final MediaTokens mediaTokens;
    private final ViewTokens viewTokens;
    private final AccountStates accounts;
    private final AccessProperties accessProperties;
    private final PlaybackProperties properties;
    private final Clock clock;

    PlaybackGrants(
            VideoAccess access,
            Captions captions,
            Chapters chapters,
            Visibility visibility,
            Views views,
            WatchProgress progress,
            Previews previews,
            MediaTokens mediaTokens,
            ViewTokens viewTokens,
            AccountStates accounts,
            AccessProperties accessProperties,
            PlaybackProperties properties,
            Clock clock) {
        this.access = access;
        this.captions = captions;
        this.chapters = chapters;
        this.visibility = visibility;
        this.views = views;
        this.progress = progress;
        this.previews = previews;
        this.mediaTokens = mediaTokens;
        this.viewTokens = viewTokens;
        this.accounts = accounts;
        this.accessProperties = accessProperties;
        this.properties = properties;
        this.clock = clock;
    }

    private void requireFreshAccounts() {
        if (!accounts.isFresherThan(accessProperties.staleAfter())) {
            throw new RetriableProblem(
                    ProblemType.ACCESS_STATE_STALE,
                    "sessions cannot be checked at the moment, so no playback is begun",
                    RETRY_AFTER);
        }
    }

    /** What is looked at before it is published is no view: nobody's figures count it. */
    PreviewGrant preview(Caller caller, VideoId id) {
        requireFreshAccounts();
        Video video = access.visible(caller, id);
        Generation generation = video.newest();
        Preview preview = Optional.of(generation)
                .filter(newest -> visibility.mayPreview(Viewer.of(caller), video, newest))
                .flatMap(newest -> previews.find(id, newest.number()))
                .filter(Preview::isPlayable)
                .orElseThrow(() -> new ClientProblem(
                        ProblemType.VIDEO_NOT_PLAYABLE, "there is nothing to preview of video " + id));
        Instant expiresAt = clock.instant().plus(properties.mediaTokenValid()).truncatedTo(ChronoUnit.SECONDS);
        return new PreviewGrant(
                folder(caller, video, generation, "", expiresAt) + MediaController.PREVIEW + Preview.MULTIVARIANT,
                preview.readySeconds(),
                preview.isComplete(),
                expiresAt);
    }

    Granted grant(Caller caller, VideoId id) {
        requireFreshAccounts();
        Video video = access.visible(caller, id);
        Generation generation = visibility
                .playable(Viewer.of(caller), video)
                .orElseThrow(() -> new ClientProblem(
                        ProblemType.VIDEO_NOT_PLAYABLE,
                        "video %s is %s and cannot be played"
                                .formatted(id, video.newest().status())));
        var view = new View(
                new ViewId(Uuid7.next()), id, caller.userId(), clock.instant().truncatedTo(ChronoUnit.MILLIS));
        views.insert(view, generation.number());
        return granted(caller, video, generation, view);
    }

    Granted renew(Caller caller, VideoId id, ViewId viewId) {
        Video video = access.visible(caller, id);
        GrantedView granted = views.find(caller.userId(), id, viewId)
                .orElseThrow(() -> new ClientProblem(ProblemType.VIDEO_NOT_FOUND, "you began no view " + viewId));
        // A player goes on with the file that it began; another one would not fit what it has buffered.
        Generation generation = video.generation(granted.generation())
                .filter(begun -> visibility.mayPlay(Viewer.of(caller), video, begun))
                .orElseThrow(() -> new ClientProblem(
                        ProblemType.VIDEO_NOT_PLAYABLE, "what view " + viewId + " shows is played no more"));
        return granted(caller, video, generation, granted.view());
    }

    private Granted granted(Caller caller, Video video, Generation generation, View view) {
        Ready ready = readyOf(generation);
        Instant now = clock.instant();
        Instant expiresAt = now.plus(properties.mediaTokenValid()).truncatedTo(ChronoUnit.SECONDS);
        String folder = folder(caller, video, generation, "", expiresAt);
        Stop stop = progress.of(caller.userId(), List.of(video.id())).get(video.id());
        return new Granted(
                folder,
                ready,
                stop == null ? 0 : stop.resumeAtSeconds(ready.durationMs()),
                view.viewId(),
                viewTokens.sign(view, now.plus(properties.viewTokenValid())),
                expiresAt,
                captions.of(video.id()),
                chapters.of(video.id()),
                chapters.objectOf(video.id()).orElse(null));
    }

    private String folder(Caller caller, Video video, Generation generation, String path, Instant expiresAt) {
        String token = mediaTokens.sign(
                new Grant(Viewer.of(caller), caller.accountVersion(), video.id(), generation.number(), path),
                expiresAt);
        return "/media/%s/%s/%d/".formatted(token, video.id(), generation.number());
    }

    private static Ready readyOf(Generation generation) {
        Ready ready = generation.ready();
        if (ready == null) {
            throw new IllegalStateException("a playable generation is ready");
        }
        return ready;
    }

    /** The token lets nothing but the poster be fetched; within an hour it is the same, so that browsers keep it. */
    @Override
    public @Nullable String posterUrl(Caller caller, Video video, Generation generation) {
        Ready ready = generation.ready();
        String poster = ready == null ? null : ready.playback().poster();
        if (poster == null || !visibility.mayPlay(Viewer.of(caller), video, generation)) {
            return null;
        }
        Instant expiresAt = clock.instant()
                .truncatedTo(ChronoUnit.HOURS)
                .plus(properties.mediaTokenValid())
                .plus(Duration.ofHours(1));
        return folder(caller, video, generation, poster, expiresAt) + poster;
    }

    @Override
    public List<VideoId> begun(Caller caller, int limit) {
        return progress.open(caller.userId(), limit);
    }

    @Override
    public Map<VideoId, Double> resumeAtSeconds(Caller caller, Collection<Video> listed) {
        Map<VideoId, Stop> stops =
                progress.of(caller.userId(), listed.stream().map(Video::id).toList());
        var seconds = new HashMap<VideoId, Double>();
        for (Video video : listed) {
            Stop stop = stops.get(video.id());
            if (stop != null) {
                visibility
                        .playable(Viewer.of(caller), video)
                        .ifPresent(generation -> seconds.put(
                                video.id(),
                                stop.resumeAtSeconds(readyOf(generation).durationMs())));
            }
        }
        seconds.values().removeIf(at -> at == 0);
        return seconds;
    }

    /** @param folder where the names of {@code ready} stand, with the token in it */
    record Granted(
            String folder,
            Ready ready,
            double resumeAtSeconds,
            ViewId viewId,
            String viewToken,
            Instant expiresAt,
            List<Caption> captions,
            List<Chapter> chapters,
            @Nullable String chaptersObject) {

        String hls() {
            return folder + ready.playback().hls();
        }

        @Nullable
        String url(@Nullable String name) {
            return name == null ? null : folder + name;
        }
    }
}
