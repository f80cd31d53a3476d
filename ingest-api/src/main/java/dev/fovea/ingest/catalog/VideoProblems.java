package dev.fovea.ingest.catalog;

import dev.fovea.contracts.id.VideoId;
import dev.fovea.contracts.problem.ProblemType;
import dev.fovea.platform.problem.ClientProblem;

/** What may be wrong with asking for a video. */
public final class VideoProblems {

    private VideoProblems() {}

    /** Also for a video that the caller may not know of. */
    public static final class NotFound extends ClientProblem {
        public NotFound(VideoId id) {
            super(ProblemType.VIDEO_NOT_FOUND, "there is no video " + id + " for you");
        }
    }

    static final class StillUploading extends ClientProblem {
        StillUploading(VideoId id) {
            super(ProblemType.UPLOAD_INCOMPLETE, "a file of video %s is on its way already".formatted(id));
        }
    }

    static final class NotYours extends ClientProblem {
        NotYours(VideoId id) {
            super(ProblemType.FORBIDDEN, "only its uploader and administrators change video " + id);
        }
    }
}
