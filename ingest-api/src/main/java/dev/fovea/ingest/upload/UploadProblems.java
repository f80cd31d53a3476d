package dev.fovea.ingest.upload;

import dev.fovea.contracts.id.VideoId;
import dev.fovea.contracts.problem.ProblemType;
import dev.fovea.platform.problem.ClientProblem;
import org.springframework.util.unit.DataSize;

/** What may be wrong with an upload's requests. */
final class UploadProblems {

    private UploadProblems() {}

    /** Also for an upload of somebody else. */
    static final class NotFound extends ClientProblem {
        NotFound(VideoId id) {
            super(ProblemType.UPLOAD_NOT_FOUND, "you have no upload of video " + id);
        }
    }

    static final class Gone extends ClientProblem {
        Gone(VideoId id) {
            super(ProblemType.UPLOAD_GONE, "the upload of video " + id + " was given up and its bytes are deleted");
        }
    }

    static final class Empty extends ClientProblem {
        Empty() {
            super(ProblemType.UPLOAD_EMPTY, "the file is empty: there is nothing to play in it");
        }
    }

    static final class TooLong extends ClientProblem {
        TooLong(DataSize sizeMax) {
            super(ProblemType.UPLOAD_TOO_LONG, "a file may have at most " + sizeMax.toBytes() + " bytes here");
        }

        TooLong(Upload.Declared declared) {
            super(
                    ProblemType.UPLOAD_TOO_LONG,
                    "more bytes were sent than the %d that were declared".formatted(declared.sizeBytes()));
        }
    }

    static final class OffsetMismatch extends ClientProblem {
        OffsetMismatch(VideoId id, long expected, long offered) {
            super(
                    ProblemType.OFFSET_MISMATCH,
                    "upload %s is at byte %d, the chunk starts at %d".formatted(id, expected, offered));
        }
    }

    /** The client's own newer request goes on; whoever sent this one need not. */
    static final class TakenOver extends ClientProblem {
        TakenOver(VideoId id) {
            super(ProblemType.UPLOAD_BUSY, "a newer request went on with the upload of video " + id);
        }
    }

    static final class ChecksumMismatch extends ClientProblem {
        ChecksumMismatch() {
            super(ProblemType.CHECKSUM_MISMATCH, "the chunk does not have the checksum that came with it");
        }
    }

    static final class StorageFull extends ClientProblem {
        StorageFull(long offset) {
            super(
                    ProblemType.STORAGE_FULL,
                    "the media store is full; the first %d bytes are kept, go on when there is room".formatted(offset));
        }
    }

    static final class Incomplete extends ClientProblem {
        Incomplete(String detail) {
            super(ProblemType.UPLOAD_INCOMPLETE, detail);
        }
    }

    static final class OtherProtocol extends ClientProblem {
        OtherProtocol(String detail) {
            super(ProblemType.INVALID_REQUEST, detail);
        }
    }
}
