package dev.fovea.ingest.catalog;

import dev.fovea.contracts.access.Category;
import dev.fovea.contracts.id.UserId;
import dev.fovea.contracts.id.VideoId;
import dev.fovea.contracts.media.MediaLayout;
import dev.fovea.contracts.topic.Topics;
import dev.fovea.contracts.video.TranscodeEvent;
import dev.fovea.contracts.video.Verdict;
import dev.fovea.contracts.video.VideoChanged;
import dev.fovea.contracts.video.VideoStatus;
import dev.fovea.platform.edit.Revision;
import dev.fovea.platform.outbox.Outbox;
import java.time.Clock;
import java.time.Instant;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.ApplicationEventPublisher;
import org.springframework.stereotype.Component;
import org.springframework.transaction.annotation.Transactional;

/**
 * Every change of a video: one transaction that holds the video's row, and the word on topic {@code videos} leaves with
 * it, so readers of the topic see the changes of a video in their order.
 */
@Component
public class Catalogue {

    private static final Logger LOG = LoggerFactory.getLogger(Catalogue.class);

    private final Videos videos;
    private final Removals removals;
    private final Outbox outbox;
    private final ApplicationEventPublisher events;
    private final Clock clock;

    Catalogue(Videos videos, Removals removals, Outbox outbox, ApplicationEventPublisher events, Clock clock) {
        this.videos = videos;
        this.removals = removals;
        this.outbox = outbox;
        this.events = events;
        this.clock = clock;
    }

    /** A new video whose first file is about to come. */
    @Transactional
    public void begin(Beginning beginning) {
        Instant now = clock.instant();
        var generations = new TreeMap<Integer, Generation>();
        generations.put(1, Generation.begun(1, beginning.sizeBytes()));
        var video = new Video(
                beginning.videoId(),
                beginning.uploaderId(),
                beginning.uploaderName(),
                beginning.title(),
                beginning.description(),
                beginning.category(),
                1,
                now,
                now,
                generations);
        videos.insert(video);
        announce(video);
    }

    /**
     * Another file for a video is about to come; what is approved goes on being shown until this one is approved, too.
     *
     * @param generation above every one that the video had
     */
    @Transactional
    public void replace(VideoId id, int generation, long sizeBytes) {
        Video video = videos.lock(id).orElseThrow(() -> new VideoProblems.NotFound(id));
        if (video.newest().number() >= generation || video.newest().status() == VideoStatus.UPLOADING) {
            throw new VideoProblems.StillUploading(id);
        }
        Generation begun = Generation.begun(generation, sizeBytes);
        Video next = video.with(begun, clock.instant());
        videos.save(next, begun);
        announce(next);
    }

    /** The file of this generation is complete. @return false when the video is gone */
    @Transactional
    public boolean uploaded(VideoId id, int generation) {
        return change(id, generation, Generation::withUpload);
    }

    /** The file of this generation is not encoded before it is complete, for a reason that the uploader reads. */
    @Transactional
    public void defer(VideoId id, int generation, String reason) {
        change(id, generation, found -> found.with(reason));
    }

    /** The file of this generation will not come: what has nothing else to show goes with it. */
    @Transactional
    public void withdraw(VideoId id, int generation) {
        Optional<Video> found =
                videos.lock(id).filter(video -> video.generation(generation).isPresent());
        if (found.isEmpty()) {
            return;
        }
        if (found.get().generations().size() == 1) {
            delete(found.get());
        } else {
            videos.delete(id, generation);
            Video remaining = found.get().without(generation, clock.instant());
            videos.save(remaining);
            announce(remaining);
        }
    }

    @Transactional
    public void apply(TranscodeEvent event) {
        boolean known = change(event.videoId(), event.generation(), generation -> generation.with(event));
        if (!known) {
            LOG.debug("told of a transcode of {} generation {}, which is gone", event.videoId(), event.generation());
        }
    }

    @Transactional
    public void apply(Verdict verdict) {
        boolean known = change(verdict.videoId(), verdict.generation(), generation -> generation.with(verdict));
        if (!known) {
            LOG.debug("told of a verdict on {} generation {}, which is gone", verdict.videoId(), verdict.generation());
        }
    }

    /** @throws Revision.Outdated when somebody else edited it since */
    @Transactional
    public Video edit(VideoId id, Revision expected, @Nullable String title, @Nullable String description) {
        Video video = videos.lock(id).orElseThrow(() -> new VideoProblems.NotFound(id));
        expected.requireCurrent(video.revision());
        Video edited = video.edited(title, description, clock.instant());
        videos.save(edited);
        videos.saveWords(edited);
        announce(edited);
        return edited;
    }

    @Transactional
    public void delete(VideoId id) {
        videos.lock(id).ifPresent(this::delete);
    }

    private void delete(Video video) {
        videos.delete(video.id());
        for (int generation : video.generations().keySet()) {
            removals.request(MediaLayout.source(video.id(), generation));
            removals.request(MediaLayout.generation(video.id(), generation));
        }
        removals.request(MediaLayout.texts(video.id()));
        outbox.publishTombstone(Topics.VIDEOS, video.id().toString());
        events.publishEvent(new VideoDeleted(video.id()));
    }

    private boolean change(VideoId id, int number, UnaryOperator<Generation> step) {
        Optional<Video> found = videos.lock(id);
        Optional<Generation> before = found.flatMap(video -> video.generation(number));
        if (found.isEmpty() || before.isEmpty()) {
            return false;
        }
        Generation after = step.apply(before.get());
        if (after.owesSourceRemoval()) {
            removals.request(MediaLayout.source(id, number));
            after = after.withoutSource();
        }
        if (!after.equals(before.get())) {
            Video next = found.get().with(after, clock.instant());
            videos.save(next, after);
            announceIfNew(found.get(), next);
        }
        return true;
    }

    private void announceIfNew(Video before, Video after) {
        // Progress is no news to the readers of the topic.
        VideoChanged said = before.with(before.newest(), after.changedAt()).announcement();
        if (!said.equals(after.announcement())) {
            announce(after);
        }
    }

    private void announce(Video video) {
        outbox.publish(Topics.VIDEOS, video.id().toString(), video.announcement());
    }

    /** What the uploader says of a video before its first byte. */
    public record Beginning(
            VideoId videoId,
            UserId uploaderId,
            String uploaderName,
            String title,
            String description,
            Category category,
            long sizeBytes) {}

    /** Told inside the transaction that deletes the video. */
    public record VideoDeleted(VideoId videoId) {}
}
