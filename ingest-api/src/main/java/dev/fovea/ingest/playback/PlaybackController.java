package dev.fovea.ingest.playback;

import dev.fovea.contracts.id.VideoId;
import dev.fovea.contracts.id.ViewId;
import dev.fovea.ingest.catalog.ChapterView;
import dev.fovea.ingest.playback.PlaybackGrants.Granted;
import dev.fovea.platform.access.Caller;
import io.swagger.v3.oas.annotations.Operation;
import jakarta.validation.Valid;
import jakarta.validation.constraints.NotNull;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.http.CacheControl;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;

@RestController
@RequestMapping("/api/v1/videos/{id}/playback")
class PlaybackController {

    private final PlaybackGrants grants;

    PlaybackController(PlaybackGrants grants) {
        this.grants = grants;
    }

    @Operation(summary = "Begin a view: signed paths, where to go on, and the token for player events")
    @GetMapping
    ResponseEntity<Playback> play(Caller caller, @PathVariable VideoId id) {
        Granted granted = grants.grant(caller, id);
        return ResponseEntity.ok()
                .cacheControl(CacheControl.noStore())
                .body(new Playback(
                        granted.hls(),
                        granted.url(granted.ready().playback().dash()),
                        granted.url(granted.ready().playback().storyboard()),
                        granted.url(granted.ready().playback().poster()),
                        granted.captions().stream()
                                .map(it -> new Captions(
                                        it.language(), it.label(), it.isDefault(), granted.folder() + it.object()))
                                .toList(),
                        granted.url(granted.chaptersObject()),
                        granted.chapters().stream().map(ChapterView::of).toList(),
                        granted.resumeAtSeconds(),
                        granted.viewId(),
                        granted.viewToken(),
                        granted.expiresAt(),
                        granted.ready().durationMs() / 1_000.0));
    }

    @Operation(summary = "Fresh signed paths for a view that goes on")
    @PostMapping("/renewal")
    Renewed renew(Caller caller, @PathVariable VideoId id, @RequestBody @Valid Renewal renewal) {
        Granted granted = grants.renew(caller, id, renewal.viewId());
        return new Renewed(granted.hls(), granted.expiresAt(), granted.viewToken());
    }

    record Playback(
            String hls,
            @Nullable String dash,
            @Nullable String storyboard,
            @Nullable String poster,
            List<Captions> captions,
            @Nullable String chaptersUrl,
            List<ChapterView> chapters,
            double resumeAtSeconds,
            ViewId viewId,
            String viewToken,
            Instant expiresAt,
            double durationSeconds) {}

    record Captions(String language, String label, boolean isDefault, String url) {}

    record Renewal(@NotNull ViewId viewId) {}

    record Renewed(String hls, Instant expiresAt, String viewToken) {}
}
