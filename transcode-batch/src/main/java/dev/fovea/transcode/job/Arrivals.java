package dev.fovea.transcode.job;

import dev.fovea.contracts.id.VideoId;
import dev.fovea.contracts.video.UploadCompleted;
import dev.fovea.contracts.video.UploadProgress;
import dev.fovea.platform.id.Uuid7;
import java.sql.Types;
import java.time.Clock;
import java.time.ZoneOffset;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import org.springframework.transaction.annotation.Transactional;

/** What is told of videos and their uploads: it begins jobs, feeds them, and ends them. */
@Component
class Arrivals {

    private final JdbcClient database;
    private final Clock clock;

    Arrivals(JdbcClient database, Clock clock) {
        this.database = database;
        this.clock = clock;
    }

    /** What the catalogue calls a video. */
    @Transactional
    public void called(VideoId video, String title) {
        database.sql("""
                        insert into transcode.video (video_id, title) values (?, ?)
                        on conflict (video_id) do update set title = excluded.title
                        """).param(video.value()).param(title).update();
    }

    /** The rest of a source will not come: its job ends, and then what it made goes. @return whether it had one */
    @Transactional
    public boolean abandoned(VideoId video, int generation) {
        return end(video, "generation = ? and durable_bytes is not null", generation) > 0;
    }

    /** A video is gone: its jobs end, and then their objects go. @return whether it had any */
    @Transactional
    public boolean deleted(VideoId video) {
        database.sql("""
                        insert into transcode.video (video_id, deleted) values (?, true)
                        on conflict (video_id) do update set deleted = true
                        """).param(video.value()).update();
        return end(video, "?", true) > 0;
    }

    private int end(VideoId video, String which, Object parameter) {
        return database.sql("""
                        update transcode.job
                        set state = case state when 'RUNNING' then 'STOPPING' when 'QUEUED' then 'STOPPED' else state end,
                            ended_at = case state when 'RUNNING' then ended_at else coalesce(ended_at, now()) end,
                            removed_at = now(), collected_at = null, moved_at = now()
                        where video_id = ? and removed_at is null and %s
                        """.formatted(which))
                .param(video.value())
                .param(parameter)
                .update();
    }

    /** The same upload told twice is one job; one that was begun early goes on with all of its source. */
    @Transactional
    public void add(UploadCompleted upload) {
        add(upload.videoId(), upload.generation(), upload.sourceObject(), upload.filename(), upload.sizeBytes(), null);
    }

    /** A source that still arrives. Told late, or out of order, it changes nothing. */
    @Transactional
    public void grows(UploadProgress upload) {
        add(
                upload.videoId(),
                upload.generation(),
                upload.sourceObject(),
                upload.filename(),
                upload.sizeBytes(),
                upload.durableBytes());
    }

    private void add(
            VideoId video, int generation, String source, String filename, long bytes, @Nullable Long durable) {
        database.sql("""
                        insert into transcode.job
                            (id, video_id, generation, source_object, filename, size_bytes, durable_bytes, state, created_at)
                        select :id, :video, :generation, :source, :filename, :bytes, :durable, 'QUEUED', :now
                        where not exists (select from transcode.video where video_id = :video and deleted)
                        on conflict (video_id, generation) do update
                        set durable_bytes = case when excluded.durable_bytes is null then null
                            else greatest(job.durable_bytes, excluded.durable_bytes) end
                        where job.durable_bytes is not null
                        """)
                .param("id", Uuid7.next())
                .param("video", video.value())
                .param("generation", generation)
                .param("source", source)
                .param("filename", filename)
                .param("bytes", bytes)
                .param("durable", durable, Types.BIGINT)
                .param("now", clock.instant().atOffset(ZoneOffset.UTC))
                .update();
    }
}
