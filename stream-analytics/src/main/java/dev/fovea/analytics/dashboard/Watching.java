package dev.fovea.analytics.dashboard;

import dev.fovea.contracts.id.VideoId;
import java.time.Instant;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Who is watching at a moment.
 *
 * @param viewers distinct people over all videos
 * @param videos those that somebody watches, most viewers first
 */
record Watching(Instant at, long viewers, List<OfVideo> videos) {

    /** {@code title} is null once the video is deleted. */
    record OfVideo(VideoId videoId, @Nullable String title, long viewers) {}

    static Watching of(Instant at, List<Rows.Watching> rows, Function<VideoId, @Nullable String> titles) {
        Set<UUID> people = new HashSet<>();
        rows.forEach(row -> people.addAll(row.viewerIds()));
        return new Watching(
                at,
                people.size(),
                rows.stream()
                        .map(row -> {
                            var id = new VideoId(row.videoId());
                            return new OfVideo(
                                    id, titles.apply(id), row.viewerIds().size());
                        })
                        .sorted(Comparator.comparingLong(OfVideo::viewers)
                                .reversed()
                                .thenComparing(video -> video.videoId().value()))
                        .toList());
    }

    boolean showsTheSameAs(@Nullable Watching other) {
        return other != null && viewers == other.viewers && videos.equals(other.videos);
    }

    /** As far as one video is concerned. */
    Watching of(VideoId id) {
        List<OfVideo> only =
                videos.stream().filter(video -> video.videoId().equals(id)).toList();
        return new Watching(at, only.stream().mapToLong(OfVideo::viewers).sum(), only);
    }
}
