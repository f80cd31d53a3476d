package dev.fovea.ingest.playback;

import com.github.benmanes.caffeine.cache.Caffeine;
import com.github.benmanes.caffeine.cache.LoadingCache;
import dev.fovea.contracts.id.VideoId;
import dev.fovea.contracts.problem.ProblemType;
import dev.fovea.ingest.catalog.Video;
import dev.fovea.ingest.catalog.Videos;
import dev.fovea.ingest.catalog.Visibility;
import dev.fovea.ingest.playback.MediaTokens.Grant;
import dev.fovea.platform.access.AccessProperties;
import dev.fovea.platform.access.AccountStates;
import dev.fovea.platform.problem.ClientProblem;
import dev.fovea.platform.problem.RetriableProblem;
import java.time.Duration;
import java.util.Optional;
import org.springframework.stereotype.Component;

/** Checks each media request against the live state: the token alone is never enough. */
@Component
class MediaGate {

    private static final int VIDEOS_CACHED_MAX = 10_000;
    private static final Duration RETRY_AFTER = Duration.ofSeconds(5);

    private final MediaTokens tokens;
    private final AccountStates accounts;
    private final Visibility visibility;
    private final AccessProperties access;
    private final LoadingCache<VideoId, Optional<Video>> states;

    MediaGate(
            MediaTokens tokens,
            AccountStates accounts,
            Videos videos,
            Visibility visibility,
            AccessProperties access,
            PlaybackProperties properties) {
        this.tokens = tokens;
        this.accounts = accounts;
        this.visibility = visibility;
        this.access = access;
        this.states = Caffeine.newBuilder()
                .expireAfterWrite(properties.stateCached())
                .maximumSize(VIDEOS_CACHED_MAX)
                .build(videos::find);
    }

    /** @param object name below the generation's folder */
    void check(String token, VideoId videoId, int generation, String object) {
        Grant grant = tokens.verify(token).orElseThrow(Closed::new);
        boolean covers =
                grant.videoId().equals(videoId) && grant.generation() == generation && object.startsWith(grant.path());
        if (!covers) {
            throw new Closed();
        }
        if (!accounts.isFresherThan(access.playbackStaleAfter())) {
            throw new RetriableProblem(
                    ProblemType.ACCESS_STATE_STALE, "sessions cannot be checked at the moment", RETRY_AFTER);
        }
        boolean stands = accounts.stands(grant.viewer().userId(), grant.accountVersion())
                && states.get(videoId)
                        .flatMap(video -> video.generation(generation)
                                .filter(it -> visibility.mayPlay(grant.viewer(), video, it)
                                        || visibility.mayPreview(grant.viewer(), video, it)))
                        .isPresent();
        if (!stands) {
            throw new Closed();
        }
    }

    private static final class Closed extends ClientProblem {
        Closed() {
            super(
                    ProblemType.MEDIA_TOKEN_INVALID,
                    "this path has expired or is no longer yours: ask for playback again");
        }
    }
}
