package dev.fovea.moderation.review;

import dev.fovea.contracts.access.Role;
import dev.fovea.contracts.id.VideoId;
import dev.fovea.contracts.problem.ProblemType;
import dev.fovea.contracts.topic.Topics;
import dev.fovea.contracts.video.Verdict;
import dev.fovea.contracts.video.Verdict.Outcome;
import dev.fovea.moderation.audit.AuditAction;
import dev.fovea.moderation.audit.AuditFact;
import dev.fovea.moderation.audit.AuditTrail;
import dev.fovea.platform.access.Caller;
import dev.fovea.platform.outbox.Outbox;
import dev.fovea.platform.problem.ClientProblem;
import java.time.Clock;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Service;
import org.springframework.transaction.annotation.Transactional;

/**
 * Gives verdicts: on exactly the bytes that the moderator saw, recorded, audited and published together or not at all.
 * A verdict may be changed later; only deleted storage ends that (decision 0072).
 */
@Service
class Verdicts {

    private final ReviewQueue queue;
    private final Outbox outbox;
    private final AuditTrail audit;
    private final Clock clock;

    Verdicts(ReviewQueue queue, Outbox outbox, AuditTrail audit, Clock clock) {
        this.queue = queue;
        this.outbox = outbox;
        this.audit = audit;
        this.clock = clock;
    }

    /** @param seenManifest the hash of what the moderator looked at; null to judge what is there */
    @Transactional
    Verdict approve(Caller moderator, VideoId id, @Nullable String seenManifest) {
        QueuedVideo video = judgeable(moderator, id, seenManifest);
        if (video.storageDeleted()) {
            throw new ClientProblem(
                    ProblemType.VIDEO_NOT_PLAYABLE,
                    "the video was deleted with its rejection and has to be uploaded again");
        }
        Verdict verdict = verdictOn(video, moderator, Outcome.APPROVED, null, false);
        if (video.verdict() != Outcome.APPROVED) {
            give(verdict, video, moderator, AuditAction.VIDEO_APPROVED);
        }
        return verdict;
    }

    @Transactional
    Verdict reject(Caller moderator, VideoId id, @Nullable String seenManifest, String reason, boolean deleteStorage) {
        QueuedVideo video = judgeable(moderator, id, seenManifest);
        Verdict verdict = verdictOn(video, moderator, Outcome.REJECTED, reason, deleteStorage);
        boolean saysMore = deleteStorage && !video.storageDeleted();
        if (video.verdict() != Outcome.REJECTED || saysMore) {
            give(verdict, video, moderator, AuditAction.VIDEO_REJECTED);
        }
        return verdict;
    }

    private QueuedVideo judgeable(Caller moderator, VideoId id, @Nullable String seenManifest) {
        QueuedVideo video = queue.lock(id)
                .orElseThrow(() -> new ClientProblem(ProblemType.VIDEO_NOT_FOUND, "there is no video " + id));
        if (moderator.role() == Role.EDITOR && video.uploaderId().equals(moderator.userId())) {
            throw new ClientProblem(
                    ProblemType.VERDICT_ON_OWN_UPLOAD, "somebody else has to judge what you uploaded yourself");
        }
        if (!video.isJudgeable()) {
            throw new ClientProblem(
                    ProblemType.VERDICT_OUTDATED,
                    "the video is %s, there is nothing to judge".formatted(video.status()));
        }
        if (seenManifest != null && !seenManifest.equals(video.manifestHash())) {
            throw new ClientProblem(
                    ProblemType.VERDICT_OUTDATED, "the video is not what you looked at any more: look again");
        }
        return video;
    }

    private Verdict verdictOn(
            QueuedVideo video, Caller moderator, Outcome outcome, @Nullable String reason, boolean deleteStorage) {
        return new Verdict(
                video.videoId(),
                video.generation(),
                Objects.requireNonNull(video.manifestHash()),
                outcome,
                reason,
                deleteStorage,
                moderator.userId(),
                clock.instant());
    }

    private void give(Verdict verdict, QueuedVideo video, Caller moderator, AuditAction action) {
        queue.record(verdict, moderator.displayName());
        outbox.publish(Topics.VERDICTS, verdict.videoId().toString(), verdict);
        AuditFact fact = AuditFact.of(action, "video", verdict.videoId().toString())
                .by(moderator.userId(), moderator.displayName())
                .with("title", video.title())
                .with("generation", Integer.toString(verdict.generation()))
                .with("manifestHash", verdict.manifestHash());
        if (verdict.reason() != null) {
            fact = fact.with("reason", verdict.reason())
                    .with("deleteStorage", Boolean.toString(verdict.deleteStorage()));
        }
        audit.append(fact);
    }
}
