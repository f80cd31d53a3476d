package dev.fovea.moderation.review;

import dev.fovea.contracts.access.Category;
import dev.fovea.contracts.id.UserId;
import dev.fovea.contracts.id.VideoId;
import dev.fovea.contracts.video.Verdict;
import dev.fovea.contracts.video.Verdict.Outcome;
import dev.fovea.contracts.video.VideoStatus;
import dev.fovea.moderation.review.ReviewQueue.Filter;
import dev.fovea.platform.access.Caller;
import dev.fovea.platform.page.Cursor;
import dev.fovea.platform.page.Page;
import jakarta.validation.Valid;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.Size;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/** The queue and the verdicts, for editors and admins. */
@RestController
@RequestMapping("/api/v1")
class ReviewController {

    private final ReviewQueue queue;
    private final Verdicts verdicts;

    ReviewController(ReviewQueue queue, Verdicts verdicts) {
        this.queue = queue;
        this.verdicts = verdicts;
    }

    /**
     * @param uploader an id, or part of a name
     * @param waitingSince only what has been waiting since then or longer
     */
    @GetMapping("/moderation/queue")
    Page<QueueItem> queue(
            @RequestParam(defaultValue = "READY") VideoStatus status,
            @RequestParam(required = false) @Nullable Category category,
            @RequestParam(required = false) @Size(max = 200) @Nullable String uploader,
            @RequestParam(required = false) @Nullable Instant waitingSince,
            @RequestParam(defaultValue = Page.LIMIT_DEFAULT) @Min(1) @Max(Page.LIMIT_MAX) int limit,
            @RequestParam(required = false) @Nullable Cursor cursor) {
        return Page.of(
                        queue.list(new Filter(status, category, uploader, waitingSince), cursor, limit + 1),
                        limit,
                        ReviewQueue::cursorOf)
                .map(QueueItem::of);
    }

    /** Every verdict ever given on a video, newest first. */
    @GetMapping("/videos/{id}/verdicts")
    PastVerdicts verdicts(@PathVariable VideoId id) {
        return new PastVerdicts(queue.verdicts(id));
    }

    @PostMapping("/videos/{id}/approval")
    Decision approve(
            Caller moderator,
            @PathVariable VideoId id,
            @RequestBody(required = false) @Valid @Nullable Approval approval) {
        return Decision.of(verdicts.approve(moderator, id, approval == null ? null : approval.manifestHash()));
    }

    @PostMapping("/videos/{id}/rejection")
    Decision reject(Caller moderator, @PathVariable VideoId id, @RequestBody @Valid Rejection rejection) {
        return Decision.of(verdicts.reject(
                moderator, id, rejection.manifestHash(), rejection.reason(), rejection.deletesStorage()));
    }

    record Approval(@Nullable @Size(max = 64) String manifestHash) {}

    /** @param reason the uploader reads it */
    record Rejection(
            @NotBlank @Size(max = 1_000) String reason,
            @Nullable Boolean deleteStorage,
            @Nullable @Size(max = 64) String manifestHash) {

        boolean deletesStorage() {
            return Boolean.TRUE.equals(deleteStorage);
        }
    }

    record Decision(VideoId videoId, int generation, Outcome outcome) {

        static Decision of(Verdict verdict) {
            return new Decision(verdict.videoId(), verdict.generation(), verdict.outcome());
        }
    }

    record PastVerdicts(List<PastVerdict> items) {}

    record Uploader(UserId id, String displayName) {}

    record QueueItem(
            VideoId videoId,
            int generation,
            String title,
            String description,
            Category category,
            Uploader uploader,
            @Nullable Double durationSeconds,
            @Nullable String manifestHash,
            VideoStatus status,
            @Nullable String statusReason,
            @Nullable Instant readyAt,
            Instant createdAt) {

        static QueueItem of(QueuedVideo video) {
            Long durationMs = video.durationMs();
            return new QueueItem(
                    video.videoId(),
                    video.generation(),
                    video.title(),
                    video.description(),
                    video.category(),
                    new Uploader(video.uploaderId(), video.uploaderName()),
                    durationMs == null ? null : durationMs / 1_000.0,
                    video.manifestHash(),
                    video.status(),
                    video.statusReason(),
                    video.readyAt(),
                    video.createdAt());
        }
    }
}
