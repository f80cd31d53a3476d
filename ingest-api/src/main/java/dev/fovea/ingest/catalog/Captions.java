package dev.fovea.ingest.catalog;

import dev.fovea.contracts.id.VideoId;
import dev.fovea.contracts.problem.ProblemType;
import dev.fovea.platform.problem.ClientProblem;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

/** The captions of videos, one file a language; they belong to the video and stay when its file is replaced. */
@Component
public class Captions {

    private static final int LANGUAGES_MAX = 30;

    private final JdbcClient database;
    private final TransactionTemplate transaction;
    private final Videos videos;
    private final TextObjects objects;

    Captions(JdbcClient database, PlatformTransactionManager transactions, Videos videos, TextObjects objects) {
        this.database = database;
        this.transaction = new TransactionTemplate(transactions);
        this.videos = videos;
        this.objects = objects;
    }

    /** By language. */
    public List<Caption> of(VideoId id) {
        return database.sql("select * from ingest.caption where video_id = ? order by language")
                .param(id.value())
                .query((row, _) -> new Caption(
                        row.getString("language"),
                        row.getString("label"),
                        row.getBoolean("is_default"),
                        row.getInt("cues"),
                        row.getString("object")))
                .list();
    }

    /** @param file null: what there is stays, only its label and rank change */
    void put(VideoId id, String language, String label, boolean isDefault, @Nullable String file) throws IOException {
        @Nullable TimedText text = file == null ? null : TimedText.parse(file);
        // Stored before it is named in a row; what no row names goes with the video's folder.
        @Nullable String object = text == null ? null : objects.put(id, language, text);
        transaction.executeWithoutResult(_ -> {
            Video _ = videos.lock(id).orElseThrow(() -> new VideoProblems.NotFound(id));
            List<Caption> before = of(id);
            Optional<Caption> known =
                    before.stream().filter(it -> it.language().equals(language)).findFirst();
            if (known.isEmpty() && text == null) {
                throw new ClientProblem(
                        ProblemType.CAPTIONS_NOT_FOUND, "there are no captions in " + language + " to change");
            }
            if (known.isEmpty() && before.size() == LANGUAGES_MAX) {
                throw new TimedText.Invalid("a video has captions in at most %d languages".formatted(LANGUAGES_MAX));
            }
            if (isDefault) {
                database.sql("update ingest.caption set is_default = false where video_id = ?")
                        .param(id.value())
                        .update();
            }
            if (text == null) {
                database.sql("update ingest.caption set label = ?, is_default = ? where video_id = ? and language = ?")
                        .param(label)
                        .param(isDefault)
                        .param(id.value())
                        .param(language)
                        .update();
                return;
            }
            database.sql("""
                            insert into ingest.caption (video_id, language, label, is_default, cues, object, words) \
                            values (?, ?, ?, ?, ?, ?, ?) \
                            on conflict (video_id, language) do update set label = excluded.label, \
                            is_default = excluded.is_default, cues = excluded.cues, object = excluded.object, \
                            words = excluded.words""")
                    .param(id.value())
                    .param(language)
                    .param(label)
                    .param(isDefault)
                    .param(text.cues().size())
                    .param(object)
                    .param(text.words())
                    .update();
            known.filter(it -> !it.object().equals(object)).ifPresent(it -> objects.forget(id, it.object()));
            videos.saveTextWords(id);
        });
    }

    /** What is not there is no error. */
    void remove(VideoId id, String language) {
        transaction.executeWithoutResult(_ -> {
            Video _ = videos.lock(id).orElseThrow(() -> new VideoProblems.NotFound(id));
            database.sql("delete from ingest.caption where video_id = ? and language = ? returning object")
                    .param(id.value())
                    .param(language)
                    .query(String.class)
                    .optional()
                    .ifPresent(object -> objects.forget(id, object));
            videos.saveTextWords(id);
        });
    }

    /**
     * @param language BCP 47
     * @param object its name below the generation's folder of a media path
     */
    public record Caption(String language, String label, boolean isDefault, int cues, String object) {}
}
