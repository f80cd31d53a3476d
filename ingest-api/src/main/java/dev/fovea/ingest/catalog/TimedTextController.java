package dev.fovea.ingest.catalog;

import dev.fovea.contracts.id.VideoId;
import dev.fovea.ingest.catalog.Captions.Caption;
import dev.fovea.ingest.catalog.Chapters.Chapter;
import dev.fovea.platform.access.Caller;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.media.Schema;
import io.swagger.v3.oas.annotations.responses.ApiResponse;
import jakarta.validation.Valid;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Pattern;
import jakarta.validation.constraints.Size;
import java.io.IOException;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PutMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;

/** What may be read beside a video: captions and chapters. */
@RestController
@RequestMapping("/api/v1/videos/{id}")
class TimedTextController {

    private static final String LANGUAGE = "[a-z]{2,3}(-[A-Za-z0-9]{2,8}){0,3}";

    private final VideoAccess access;
    private final Captions captions;
    private final Chapters chapters;

    TimedTextController(VideoAccess access, Captions captions, Chapters chapters) {
        this.access = access;
        this.captions = captions;
        this.chapters = chapters;
    }

    @GetMapping("/captions")
    CaptionsView captions(Caller caller, @PathVariable VideoId id) {
        return viewOf(access.visible(caller, id).id());
    }

    @Operation(
            summary = "Captions in one language, from a WebVTT or SubRip file",
            description = "Without a file only the label and the default change.")
    @PutMapping("/captions/{language}")
    CaptionsView putCaptions(
            Caller caller,
            @PathVariable VideoId id,
            @PathVariable @Pattern(regexp = LANGUAGE, message = "must be a language tag such as en or pt-BR")
                    String language,
            @RequestBody @Valid CaptionsFile file)
            throws IOException {
        captions.put(access.changeable(caller, id).id(), language, file.label().strip(), file.isDefault(), file.text());
        return viewOf(id);
    }

    @ApiResponse(responseCode = "204")
    @DeleteMapping("/captions/{language}")
    ResponseEntity<Void> deleteCaptions(Caller caller, @PathVariable VideoId id, @PathVariable String language) {
        captions.remove(access.changeable(caller, id).id(), language);
        return ResponseEntity.noContent().build();
    }

    @GetMapping("/chapters")
    ChapterList chapters(Caller caller, @PathVariable VideoId id) {
        return ChapterList.of(chapters.of(access.visible(caller, id).id()));
    }

    @Operation(summary = "All chapters of a video; an empty list takes them away")
    @PutMapping("/chapters")
    ChapterList putChapters(Caller caller, @PathVariable VideoId id, @RequestBody @Valid ChapterList list)
            throws IOException {
        chapters.put(access.changeable(caller, id).id(), list.toChapters());
        return ChapterList.of(chapters.of(id));
    }

    private CaptionsView viewOf(VideoId id) {
        return new CaptionsView(captions.of(id).stream().map(CaptionView::of).toList());
    }

    @Schema(name = "CaptionsFile")
    record CaptionsFile(
            @NotNull @Size(max = 60) @Pattern(regexp = VideoTexts.NOT_BLANK, message = "must not be blank")
            String label,

            boolean isDefault,

            @Nullable @Size(max = TimedText.FILE_CHARS_MAX) String text) {}

    @Schema(name = "CaptionList")
    record CaptionsView(List<CaptionView> items) {}

    @Schema(name = "CaptionLanguage")
    record CaptionView(String language, String label, boolean isDefault, int cues) {

        static CaptionView of(Caption caption) {
            return new CaptionView(caption.language(), caption.label(), caption.isDefault(), caption.cues());
        }
    }

    @Schema(name = "ChapterList")
    record ChapterList(
            @NotNull @Size(max = Chapters.TOTAL_MAX) List<@NotNull @Valid ChapterView> chapters) {

        static ChapterList of(List<Chapter> chapters) {
            return new ChapterList(chapters.stream().map(ChapterView::of).toList());
        }

        List<Chapter> toChapters() {
            return chapters.stream()
                    .map(it -> new Chapter(
                            Math.round(it.startSeconds() * 1_000), it.title().strip()))
                    .toList();
        }
    }
}
