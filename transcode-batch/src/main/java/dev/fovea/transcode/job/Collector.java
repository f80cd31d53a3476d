package dev.fovea.transcode.job;

import dev.fovea.contracts.id.VideoId;
import dev.fovea.contracts.media.MediaLayout;
import dev.fovea.contracts.topic.Topics;
import dev.fovea.contracts.video.TranscodeEvent;
import dev.fovea.platform.media.MediaStore;
import dev.fovea.platform.media.MediaStore.StoredObject;
import dev.fovea.platform.outbox.Outbox;
import dev.fovea.transcode.TranscodeProperties;
import dev.fovea.transcode.encode.ContentNames;
import dev.fovea.transcode.encode.TrackPart;
import dev.fovea.transcode.encode.UnitRows;
import java.io.IOException;
import java.time.Clock;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * Deletes what nobody needs: objects that dead attempts left beside the accepted ones, copies that only the encoders
 * read, and whole generations whose storage a verdict gave up. It looks at jobs at rest only, and two leases later, when
 * no attempt of theirs can still be alive.
 */
@Component
class Collector {

    private static final Logger LOG = LoggerFactory.getLogger(Collector.class);
    private static final double LEASES_AFTER = 2;

    private final JdbcClient database;
    private final JobRows jobs;
    private final UnitRows units;
    private final JobRunner runner;
    private final MediaStore store;
    private final Outbox outbox;
    private final Clock clock;
    private final TransactionTemplate transaction;
    private final TranscodeProperties properties;

    Collector(
            JdbcClient database,
            JobRows jobs,
            UnitRows units,
            JobRunner runner,
            MediaStore store,
            Outbox outbox,
            Clock clock,
            TransactionTemplate transaction,
            TranscodeProperties properties) {
        this.database = database;
        this.jobs = jobs;
        this.units = units;
        this.runner = runner;
        this.store = store;
        this.outbox = outbox;
        this.clock = clock;
        this.transaction = transaction;
        this.properties = properties;
    }

    /**
     * One job at a time; the row stays locked, so that nobody starts it meanwhile. A store that would not delete is asked
     * again at the next call, for whichever job comes first then.
     */
    void collect() {
        boolean more = true;
        while (more) {
            more = Boolean.TRUE.equals(transaction.execute(_ -> collectOne()));
        }
    }

    /** @return whether there may be more to do */
    private boolean collectOne() {
        Optional<JobRow> resting = database.sql("""
                        select id from transcode.job
                        where owner is null and state in ('COMPLETED', 'FAILED', 'STOPPED') and collected_at is null
                            and ended_at < now() - make_interval(secs => ?)
                        order by random() limit 1 for update skip locked
                        """)
                .param(LEASES_AFTER * properties.lease().toMillis() / 1_000.0)
                .query(UUID.class)
                .optional()
                .flatMap(jobs::find);
        return resting.isPresent() && collect(resting.get());
    }

    private boolean collect(JobRow job) {
        runner.recover(job.id()); // who should have done it may have died before
        int deleted;
        try {
            deleted = sweep(job);
        } catch (IOException e) {
            LOG.warn("Job {}: unreferenced objects could not be deleted, trying again: {}", job.id(), e.toString());
            return false;
        }
        if (deleted > 0) {
            LOG.info("Job {}: {} objects that nobody refers to are deleted", job.id(), deleted);
        }
        return database.sql("update transcode.job set collected_at = now() where id = ?")
                        .param(job.id())
                        .update()
                == 1;
    }

    private int sweep(JobRow job) throws IOException {
        String folder = MediaLayout.generation(job.video(), job.generation());
        Set<String> referenced = job.removed() ? Set.of() : referencedBy(job, folder);
        int deleted = 0;
        for (StoredObject object : store.list(folder)) {
            if (!referenced.contains(object.name())) {
                requireLock(job);
                store.delete(object.name());
                deleted++;
            }
        }
        if (job.state() == JobState.COMPLETED || job.removed()) {
            store.deleteAll(MediaLayout.work(job.video(), job.generation()));
        }
        return deleted;
    }

    /** The server ends a transaction in which it hears nothing for long; without it somebody may have started the job. */
    private void requireLock(JobRow job) {
        database.sql("select id from transcode.job where id = ? for update")
                .param(job.id())
                .query(UUID.class)
                .single();
    }

    private Set<String> referencedBy(JobRow job, String folder) {
        var names = new HashSet<String>();
        units.results(job.id()).forEach(parts -> {
            for (TrackPart part : parts) {
                part.objects().forEach(object -> names.add(folder + object.name()));
            }
        });
        jobs.packagedOf(job.id()).ifPresent(packaged -> {
            packaged.objects().forEach(object -> names.add(folder + object.name()));
            names.add(folder + ContentNames.named("manifest", Manifest.hashOf(packaged.objects()), "txt"));
        });
        return names;
    }

    /** A verdict gave up the storage of a generation. Doing it again is harmless, and told again. */
    void remove(VideoId video, int generation) {
        jobs.find(video, generation).ifPresent(job -> {
            try {
                store.deleteAll(MediaLayout.generation(video, generation));
                store.deleteAll(MediaLayout.work(video, generation));
            } catch (IOException e) {
                throw new StorageNotDeleted(video, generation, e);
            }
            transaction.executeWithoutResult(_ -> {
                database.sql("update transcode.job set removed_at = now(), collected_at = null where id = ?")
                        .param(job.id())
                        .update();
                outbox.publish(
                        Topics.TRANSCODES,
                        video.toString(),
                        new TranscodeEvent.Removed(video, generation, job.attempt(), clock.instant()));
            });
            LOG.info("The renditions of video {}, generation {} are deleted", video, generation);
        });
    }

    /** The listener tries again. */
    private static final class StorageNotDeleted extends RuntimeException {
        StorageNotDeleted(VideoId video, int generation, IOException cause) {
            super("the objects of video %s, generation %d are not deleted".formatted(video, generation), cause);
        }
    }
}
