package dev.fovea.ingest.playback;

import dev.fovea.contracts.id.VideoId;
import dev.fovea.contracts.topic.Topics;
import dev.fovea.contracts.video.TranscodeEvent;
import dev.fovea.contracts.video.TranscodeEvent.Accepted;
import dev.fovea.contracts.video.TranscodeEvent.Progress;
import dev.fovea.contracts.video.TranscodeEvent.Removed;
import dev.fovea.ingest.IngestChores.Chore;
import dev.fovea.platform.topic.TopicListeners;
import java.time.Duration;
import java.time.ZoneOffset;
import java.util.Optional;
import org.springframework.context.annotation.Bean;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.kafka.listener.ConcurrentMessageListenerContainer;
import org.springframework.stereotype.Component;
import org.springframework.transaction.annotation.Transactional;
import tools.jackson.databind.json.JsonMapper;

/** What can be previewed, as the transcode's progress tells it. */
@Component
class Previews implements Chore {

    private static final Duration EVERY = Duration.ofMinutes(10);
    /** Somebody who watches the preview when the film is published watches on. */
    private static final Duration KEPT = Duration.ofHours(6);

    private final JdbcClient database;
    private final JsonMapper json;

    Previews(JdbcClient database, JsonMapper json) {
        this.database = database;
        this.json = json;
    }

    @Bean
    static ConcurrentMessageListenerContainer<String, byte[]> previewsReadTranscodes(
            TopicListeners listeners, Previews previews) {
        return listeners.listen(Topics.TRANSCODES, "ingest-previews", (_, event) -> {
            if (event != null) {
                previews.apply(event);
            }
        });
    }

    @Transactional
    public void apply(TranscodeEvent event) {
        switch (event) {
            case Progress progress when progress.accepted() != null -> keep(progress, progress.accepted());
            case Progress progress when progress.unitsDone() == 0 -> forget(progress);
            case Removed removed -> forget(removed);
            default -> {}
        }
    }

    /** Of a video that is gone by now nothing is kept. */
    private void keep(Progress progress, Accepted accepted) {
        database.sql("""
                        insert into ingest.preview_part (video_id, generation, unit, units_total, part, told_at)
                        select video_id, generation, :unit, :total, cast(:part as jsonb), :at from ingest.generation
                        where video_id = :video and generation = :generation
                        on conflict (video_id, generation, unit) do update
                        set units_total = excluded.units_total, part = excluded.part, told_at = excluded.told_at
                        """)
                .param("video", progress.videoId().value())
                .param("generation", progress.generation())
                .param("unit", accepted.unit())
                .param("total", progress.unitsTotal())
                .param("part", json.writeValueAsString(accepted))
                .param("at", progress.at().atOffset(ZoneOffset.UTC))
                .update();
    }

    private void forget(TranscodeEvent event) {
        database.sql("delete from ingest.preview_part where video_id = ? and generation = ?")
                .param(event.videoId().value())
                .param(event.generation())
                .update();
    }

    /** Empty when nothing is encoded yet. */
    Optional<Preview> find(VideoId video, int generation) {
        var rows = database.sql("""
                        select p.part, p.units_total, g.uploaded from ingest.preview_part p
                        join ingest.generation g on g.video_id = p.video_id and g.generation = p.generation
                        where p.video_id = ? and p.generation = ? order by p.unit
                        """)
                .param(video.value())
                .param(generation)
                .query((row, _) ->
                        new Row(json.readValue(row.getString(1), Accepted.class), row.getInt(2), row.getBoolean(3)))
                .list();
        return rows.isEmpty()
                ? Optional.empty()
                : Optional.of(new Preview(
                        rows.stream().map(Row::part).toList(),
                        rows.getFirst().unitsTotal(),
                        !rows.getFirst().uploaded()));
    }

    private record Row(Accepted part, int unitsTotal, boolean uploaded) {}

    @Override
    public Duration every() {
        return EVERY;
    }

    /** What is published needs no preview. */
    @Override
    public void run() {
        database.sql("""
                        delete from ingest.preview_part p using ingest.generation g
                        where g.video_id = p.video_id and g.generation = p.generation
                            and g.ready_at < now() - make_interval(secs => ?)
                        """).param(KEPT.toSeconds()).update();
    }
}
