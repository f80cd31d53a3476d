package dev.fovea.ingest.catalog;

import dev.fovea.contracts.access.Category;
import dev.fovea.contracts.id.VideoId;
import dev.fovea.contracts.video.TranscodeEvent.Ready;
import dev.fovea.contracts.video.VideoStatus;
import dev.fovea.ingest.catalog.VideoListing.Filter;
import dev.fovea.ingest.catalog.Visibility.Viewer;
import dev.fovea.platform.access.Caller;
import dev.fovea.platform.edit.Revision;
import dev.fovea.platform.page.Cursor;
import dev.fovea.platform.page.Page;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.media.Schema;
import io.swagger.v3.oas.annotations.responses.ApiResponse;
import jakarta.validation.Valid;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.Pattern;
import jakarta.validation.constraints.Size;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpHeaders;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PatchMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestHeader;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

@RestController
@RequestMapping("/api/v1/videos")
class VideoController {

    /** Some of them may be gone from the viewer's eyes, or as good as finished. */
    private static final int BEGUN_LOOKED_AT_MAX = 100;

    private final VideoAccess access;
    private final Videos videos;
    private final VideoListing listing;
    private final Catalogue catalogue;
    private final Visibility visibility;
    private final PlaybackFacts playback;
    private final UploadFacts uploads;

    VideoController(
            VideoAccess access,
            Videos videos,
            VideoListing listing,
            Catalogue catalogue,
            Visibility visibility,
            PlaybackFacts playback,
            UploadFacts uploads) {
        this.access = access;
        this.videos = videos;
        this.listing = listing;
        this.catalogue = catalogue;
        this.visibility = visibility;
        this.playback = playback;
        this.uploads = uploads;
    }

    @Operation(summary = "The videos that the caller may see")
    @GetMapping
    Page<VideoView> list(
            Caller caller,
            @RequestParam(defaultValue = "false") boolean mine,
            @RequestParam(required = false) @Size(max = 200) @Nullable String q,
            @RequestParam(required = false) @Nullable Category category,
            @RequestParam(required = false) @Nullable VideoStatus status,
            @RequestParam(defaultValue = "newest") @Pattern(regexp = "newest|title") String sort,
            @RequestParam(required = false) @Nullable Cursor cursor,
            @RequestParam(defaultValue = Page.LIMIT_DEFAULT) @Min(1) @Max(Page.LIMIT_MAX) int limit) {
        Page<Video> listed = listing.list(
                caller,
                new Filter(
                        mine,
                        q,
                        category,
                        status,
                        VideoListing.Sort.valueOf(sort.toUpperCase(Locale.ROOT)),
                        cursor,
                        limit));
        return new Page<>(viewsOf(caller, Viewer.listing(caller), listed.items()), listed.next());
    }

    @Operation(summary = "What the caller began and did not finish, the last watched first")
    @GetMapping("/begun")
    Page<VideoView> begun(Caller caller, @RequestParam(defaultValue = "12") @Min(1) @Max(50) int limit) {
        List<VideoView> begun =
                viewsOf(caller, Viewer.of(caller), videos.findAll(playback.begun(caller, BEGUN_LOOKED_AT_MAX))).stream()
                        .filter(view -> view.playable() && view.resumeAtSeconds() != null)
                        .limit(limit)
                        .toList();
        return new Page<>(begun, null);
    }

    @GetMapping("/{id}")
    ResponseEntity<VideoView> get(Caller caller, @PathVariable VideoId id) {
        return answer(caller, access.visible(caller, id));
    }

    @PatchMapping("/{id}")
    ResponseEntity<VideoView> edit(
            Caller caller,
            @PathVariable VideoId id,
            @RequestHeader(value = HttpHeaders.IF_MATCH, required = false) @Nullable String ifMatch,
            @RequestBody @Valid Edit edit) {
        Video video = access.changeable(caller, id);
        Revision expected = Revision.required(ifMatch);
        return answer(caller, catalogue.edit(video.id(), expected, edit.strippedTitle(), edit.description()));
    }

    @ApiResponse(responseCode = "204")
    @DeleteMapping("/{id}")
    ResponseEntity<Void> delete(
            Caller caller,
            @PathVariable VideoId id,
            @RequestHeader(value = HttpHeaders.IF_MATCH, required = false) @Nullable String ifMatch) {
        Video video = access.changeable(caller, id);
        Revision.optional(ifMatch).requireCurrent(video.revision());
        catalogue.delete(video.id());
        return ResponseEntity.noContent().build();
    }

    private ResponseEntity<VideoView> answer(Caller caller, Video video) {
        VideoView view = viewsOf(caller, Viewer.of(caller), List.of(video)).stream()
                .findFirst()
                .orElseThrow(() -> new VideoProblems.NotFound(video.id()));
        return ResponseEntity.ok().eTag(Revision.tagOf(video.revision())).body(view);
    }

    private List<VideoView> viewsOf(Caller caller, Viewer viewer, List<Video> listed) {
        Map<VideoId, Double> resumeAt = playback.resumeAtSeconds(caller, listed);
        Map<VideoId, Long> received = uploads.receivedBytes(listed.stream()
                .filter(video -> video.newest().status() == VideoStatus.UPLOADING)
                .map(Video::id)
                .toList());
        return listed.stream()
                .flatMap(video -> visibility.shown(viewer, video).stream()
                        .map(generation ->
                                viewOf(caller, video, generation, resumeAt.get(video.id()), received.get(video.id()))))
                .toList();
    }

    private VideoView viewOf(
            Caller caller,
            Video video,
            Generation generation,
            @Nullable Double resumeAtSeconds,
            @Nullable Long receivedBytes) {
        Ready ready = generation.attempt().ready();
        Attempt attempt = generation.attempt();
        return new VideoView(
                video.id(),
                video.title(),
                video.description(),
                generation.status(),
                generation.statusReason(),
                video.category(),
                generation.number(),
                video.approved().map(Generation::number).orElse(null),
                new VideoView.Uploader(video.uploaderId(), video.uploaderName()),
                ready == null ? null : ready.durationMs() / 1_000.0,
                ready == null ? null : ready.width(),
                ready == null ? null : ready.height(),
                video.createdAt(),
                playback.posterUrl(caller, video, generation),
                ready == null ? null : ready.manifestHash(),
                isBeingEncoded(generation) && attempt.unitsTotal() > 0
                        ? new VideoView.Progress(attempt.unitsDone(), attempt.unitsTotal())
                        : null,
                generation.sourceSizeBytes(),
                generation.status() == VideoStatus.UPLOADING ? receivedBytes : null,
                resumeAtSeconds,
                visibility.playable(Viewer.of(caller), video).isPresent());
    }

    /** Also while it still arrives. */
    private static boolean isBeingEncoded(Generation generation) {
        return generation.status() == VideoStatus.PROCESSING || generation.status() == VideoStatus.UPLOADING;
    }

    /** What may be edited; what is absent stays. */
    @Schema(name = "VideoEdit")
    record Edit(
            @Nullable
            @Size(min = 1, max = VideoTexts.TITLE_CHARS_MAX)
            @Pattern(regexp = VideoTexts.NOT_BLANK, message = "must not be blank")
            String title,

            @Nullable @Size(max = VideoTexts.DESCRIPTION_CHARS_MAX)
            String description) {

        @Nullable
        String strippedTitle() {
            return title == null ? null : title.strip();
        }
    }
}
