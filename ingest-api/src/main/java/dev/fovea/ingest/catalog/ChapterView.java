package dev.fovea.ingest.catalog;

import dev.fovea.ingest.catalog.Chapters.Chapter;
import io.swagger.v3.oas.annotations.media.Schema;
import jakarta.validation.constraints.DecimalMax;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Pattern;
import jakarta.validation.constraints.PositiveOrZero;
import jakarta.validation.constraints.Size;

/** A chapter on the wire. */
@Schema(name = "Chapter")
public record ChapterView(
        @NotNull @PositiveOrZero @DecimalMax("172800") Double startSeconds,

        @NotNull
        @Size(max = Chapters.TITLE_CHARS_MAX)
        @Pattern(regexp = VideoTexts.NOT_BLANK, message = "must not be blank")
        String title) {

    public static ChapterView of(Chapter chapter) {
        return new ChapterView(chapter.startMs() / 1_000.0, chapter.title());
    }
}
