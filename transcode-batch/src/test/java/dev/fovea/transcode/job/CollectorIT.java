package dev.fovea.transcode.job;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.fovea.contracts.id.VideoId;
import dev.fovea.contracts.media.MediaLayout;
import dev.fovea.contracts.video.TranscodeEvent;
import dev.fovea.platform.media.MediaStore;
import dev.fovea.transcode.TranscodeContext;
import dev.fovea.transcode.TranscodeProperties;
import dev.fovea.transcode.encode.UnitRows;
import java.io.IOException;
import java.lang.reflect.Proxy;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.jdbc.core.simple.JdbcClient;

/** What dead attempts left beside a job that is over goes, also when the store would not let it go at first. */
class CollectorIT extends TranscodeContext {

    /** Which of the two comes first is left to chance. */
    private static final int TRIES_MAX = 100;

    @Autowired
    JdbcClient database;

    @Autowired
    JobRows jobs;

    @Autowired
    UnitRows units;

    @Autowired
    JobRunner runner;

    @Autowired
    Clock clock;

    @Autowired
    TranscodeProperties properties;

    @TempDir
    Path folder;

    @Test
    void whatTheStoreWouldNotDeleteIsTriedAgain() throws Exception {
        UUID jammed = failedJob("jammed");
        UUID other = failedJob("other");
        String kept = leftoverOf(jammed);
        String gone = leftoverOf(other);

        // Nobody else sees the two jobs until this is over.
        transaction.executeWithoutResult(_ -> {
            database.sql("update transcode.job set collected_at = null, ended_at = now() - interval '1 hour'"
                            + " where id in (?, ?)")
                    .params(jammed, other)
                    .update();
            put(kept);
            put(gone);
            Collector jams = collector(storeThatKeeps(kept));
            for (int i = 0; i < TRIES_MAX && !isCollected(other); i++) {
                jams.collect();
            }
            assertThat(isCollected(jammed)).isFalse();
            assertThat(isCollected(other)).isTrue();
            assertThat(objectsOf(jammed)).containsExactly(kept);
            assertThat(objectsOf(other)).isEmpty();

            collector(store).collect();
            assertThat(isCollected(jammed)).isTrue();
            assertThat(objectsOf(jammed)).isEmpty();
        });
    }

    private UUID failedJob(String name) throws IOException {
        VideoId video = upload(Files.writeString(folder.resolve(name + ".mp4"), "no film at all"));
        assertThat(outcomeOf(video)).isInstanceOf(TranscodeEvent.Failed.class);
        UUID job = jobs.find(video, 1).orElseThrow().id();
        await().atMost(DONE_WITHIN)
                .until(() -> database.sql("select owner is null from transcode.job where id = ?")
                        .param(job)
                        .query(Boolean.class)
                        .single());
        return job;
    }

    private String leftoverOf(UUID job) {
        return generationOf(job) + "240p/segment-dead.m4s";
    }

    private void put(String object) {
        try {
            store.put(object, new byte[] {1});
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    private String generationOf(UUID job) {
        JobRow row = jobs.find(job).orElseThrow();
        return MediaLayout.generation(row.video(), row.generation());
    }

    private List<String> objectsOf(UUID job) {
        try {
            return store.list(generationOf(job)).stream()
                    .map(MediaStore.StoredObject::name)
                    .toList();
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    private boolean isCollected(UUID job) {
        return database.sql("select collected_at is not null from transcode.job where id = ?")
                .param(job)
                .query(Boolean.class)
                .single();
    }

    private Collector collector(MediaStore from) {
        return new Collector(database, jobs, units, runner, from, outbox, clock, transaction, properties);
    }

    private MediaStore storeThatKeeps(String object) {
        return (MediaStore) Proxy.newProxyInstance(
                MediaStore.class.getClassLoader(), new Class<?>[] {MediaStore.class}, (_, method, arguments) -> {
                    if (method.getName().equals("delete") && object.equals(arguments[0])) {
                        throw new IOException("the disk is away");
                    }
                    return method.invoke(store, arguments);
                });
    }
}
