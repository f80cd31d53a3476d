package dev.fovea.ingest.catalog;

import dev.fovea.contracts.id.VideoId;
import dev.fovea.platform.access.Caller;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What playback knows of a listed video and the catalogue does not: the catalogue stands below it. */
public interface PlaybackFacts {

    /** Where this caller may fetch the poster of a generation; null when it has none. */
    @Nullable
    String posterUrl(Caller caller, Video video, Generation generation);

    /** What this caller began and did not finish, the last watched first. */
    List<VideoId> begun(Caller caller, int limit);

    /** Where this caller may go on, in seconds, for those of the videos that they began and did not finish. */
    Map<VideoId, Double> resumeAtSeconds(Caller caller, Collection<Video> videos);
}
