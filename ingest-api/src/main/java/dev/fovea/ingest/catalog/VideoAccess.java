package dev.fovea.ingest.catalog;

import dev.fovea.contracts.id.VideoId;
import dev.fovea.ingest.catalog.Visibility.Viewer;
import dev.fovea.platform.access.Caller;
import org.springframework.stereotype.Component;

/** A video for a caller: there, if they may know of it; theirs, if they may change it. */
@Component
public class VideoAccess {

    private final Videos videos;
    private final Visibility visibility;

    VideoAccess(Videos videos, Visibility visibility) {
        this.videos = videos;
        this.visibility = visibility;
    }

    /** @throws VideoProblems.NotFound also for what the caller may not know of */
    public Video visible(Caller caller, VideoId id) {
        return videos.find(id)
                .filter(video -> visibility.shown(Viewer.of(caller), video).isPresent())
                .orElseThrow(() -> new VideoProblems.NotFound(id));
    }

    /** For its uploader and administrators. */
    public Video changeable(Caller caller, VideoId id) {
        Video video = visible(caller, id);
        if (!caller.isAdmin() && !caller.userId().equals(video.uploaderId())) {
            throw new VideoProblems.NotYours(id);
        }
        return video;
    }
}
