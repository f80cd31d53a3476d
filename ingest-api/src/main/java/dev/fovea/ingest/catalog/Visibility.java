package dev.fovea.ingest.catalog;

import dev.fovea.contracts.access.Category;
import dev.fovea.contracts.access.Role;
import dev.fovea.contracts.id.UserId;
import dev.fovea.platform.access.AccessProperties;
import dev.fovea.platform.access.Caller;
import java.util.Optional;
import org.springframework.stereotype.Component;

/**
 * Who sees what: viewers the approved videos of their category, uploaders their own in every state, moderators all of
 * them (lists show an editor what a viewer sees; the queue is elsewhere).
 */
@Component
public class Visibility {

    private final boolean enforceCategories;

    Visibility(AccessProperties properties) {
        this.enforceCategories = properties.enforceCategories();
    }

    boolean enforcesCategories() {
        return enforceCategories;
    }

    /** Which generation of a video this viewer is shown, if they may know of the video at all. */
    public Optional<Generation> shown(Viewer viewer, Video video) {
        if (isPrivileged(viewer, video)) {
            return Optional.of(video.newest());
        }
        return isInCategory(viewer, video) ? video.approved() : Optional.empty();
    }

    /** Which generation plays for this viewer. */
    public Optional<Generation> playable(Viewer viewer, Video video) {
        return video.generations().descendingMap().values().stream()
                .filter(generation -> mayPlay(viewer, video, generation))
                .findFirst();
    }

    /** Whether this very generation may be played now. */
    public boolean mayPlay(Viewer viewer, Video video, Generation generation) {
        return isPrivileged(viewer, video)
                ? generation.isReadyOrApproved()
                : isInCategory(viewer, video) && generation.isApproved();
    }

    /** Whether the beginning of this very generation may be looked at while the rest still arrives or is encoded. */
    public boolean mayPreview(Viewer viewer, Video video, Generation generation) {
        boolean isOnItsWay =
                switch (generation.status()) {
                    case UPLOADING, UPLOADED, PROCESSING -> true;
                    case FAILED, READY, APPROVED, REJECTED -> false;
                };
        return isOnItsWay && isPrivileged(viewer, video);
    }

    private static boolean isPrivileged(Viewer viewer, Video video) {
        return viewer.role() != Role.USER || viewer.userId().equals(video.uploaderId());
    }

    private boolean isInCategory(Viewer viewer, Video video) {
        return !enforceCategories || viewer.category() == video.category();
    }

    /** What of a person decides what they see. */
    public record Viewer(UserId userId, Role role, Category category) {

        public static Viewer of(Caller caller) {
            return new Viewer(caller.userId(), caller.role(), caller.category());
        }

        /** An editor's library is a viewer's. */
        static Viewer listing(Caller caller) {
            return new Viewer(
                    caller.userId(), caller.role() == Role.EDITOR ? Role.USER : caller.role(), caller.category());
        }
    }
}
