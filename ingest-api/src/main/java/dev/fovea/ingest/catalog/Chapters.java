package dev.fovea.ingest.catalog;

import dev.fovea.contracts.id.VideoId;
import dev.fovea.contracts.problem.ProblemType;
import dev.fovea.contracts.video.TranscodeEvent.Ready;
import dev.fovea.ingest.catalog.TimedText.Cue;
import dev.fovea.platform.problem.ClientProblem;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

/** The chapters of videos: where each begins and what it is called. One lasts until the next begins. */
@Component
public class Chapters {

    static final int TOTAL_MAX = 200;
    static final int TITLE_CHARS_MAX = 120;

    /** The last one lasts to the end, wherever that will be. */
    private static final long END_MS = 99L * 3_600_000;

    private final JdbcClient database;
    private final TransactionTemplate transaction;
    private final Videos videos;
    private final TextObjects objects;

    Chapters(JdbcClient database, PlatformTransactionManager transactions, Videos videos, TextObjects objects) {
        this.database = database;
        this.transaction = new TransactionTemplate(transactions);
        this.videos = videos;
        this.objects = objects;
    }

    /** By start. */
    public List<Chapter> of(VideoId id) {
        return database.sql("select start_ms, title from ingest.chapter where video_id = ? order by start_ms")
                .param(id.value())
                .query((row, _) -> new Chapter(row.getLong(1), row.getString(2)))
                .list();
    }

    /** The name of their WebVTT below the generation's folder of a media path, when there are any. */
    public Optional<String> objectOf(VideoId id) {
        return database.sql("select chapters_object from ingest.video where video_id = ?")
                .param(id.value())
                .query((row, _) -> Optional.ofNullable(row.getString(1)))
                .optional()
                .flatMap(it -> it);
    }

    /** Replaces all of them. @param chapters each beginning after the one before it */
    void put(VideoId id, List<Chapter> chapters) throws IOException {
        for (int i = 1; i < chapters.size(); i++) {
            if (chapters.get(i).startMs() <= chapters.get(i - 1).startMs()) {
                throw new Invalid("chapter %d does not begin after the one before it".formatted(i + 1));
            }
        }
        @Nullable String object = chapters.isEmpty() ? null : objects.put(id, "chapters", textOf(chapters));
        transaction.executeWithoutResult(_ -> {
            Video video = videos.lock(id).orElseThrow(() -> new VideoProblems.NotFound(id));
            Ready ready = video.newest().attempt().ready();
            if (ready != null && !chapters.isEmpty() && chapters.getLast().startMs() >= ready.durationMs()) {
                throw new Invalid("chapter %d begins after the video's end".formatted(chapters.size()));
            }
            @Nullable String before = objectOf(id).orElse(null);
            database.sql("delete from ingest.chapter where video_id = ?")
                    .param(id.value())
                    .update();
            for (Chapter chapter : chapters) {
                database.sql("insert into ingest.chapter (video_id, start_ms, title) values (?, ?, ?)")
                        .param(id.value())
                        .param(chapter.startMs())
                        .param(chapter.title())
                        .update();
            }
            database.sql("update ingest.video set chapters_object = ? where video_id = ?")
                    .param(object)
                    .param(id.value())
                    .update();
            if (before != null && !Objects.equals(before, object)) {
                objects.forget(id, before);
            }
            videos.saveTextWords(id);
        });
    }

    private static TimedText textOf(List<Chapter> chapters) {
        var cues = new ArrayList<Cue>();
        for (int i = 0; i < chapters.size(); i++) {
            long endMs = i + 1 < chapters.size() ? chapters.get(i + 1).startMs() : END_MS;
            cues.add(TimedText.plain(
                    chapters.get(i).startMs(), endMs, chapters.get(i).title()));
        }
        return new TimedText(cues);
    }

    public record Chapter(long startMs, String title) {}

    private static final class Invalid extends ClientProblem {
        Invalid(String what) {
            super(ProblemType.CHAPTERS_INVALID, what);
        }
    }
}
