package dev.fovea.ingest.playback;

import dev.fovea.contracts.id.VideoId;
import dev.fovea.platform.access.Caller;
import io.swagger.v3.oas.annotations.Operation;
import java.time.Instant;
import org.springframework.http.CacheControl;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RestController;

@RestController
class PreviewController {

    private final PlaybackGrants grants;

    PreviewController(PlaybackGrants grants) {
        this.grants = grants;
    }

    @Operation(summary = "The beginning of a film that is still being encoded, for its uploader and moderators")
    @GetMapping("/api/v1/videos/{id}/preview")
    ResponseEntity<PreviewGrant> preview(Caller caller, @PathVariable VideoId id) {
        return ResponseEntity.ok().cacheControl(CacheControl.noStore()).body(grants.preview(caller, id));
    }

    /**
     * @param hls a playlist that grows until the film is whole
     * @param readySeconds that can be played now
     */
    record PreviewGrant(String hls, double readySeconds, boolean complete, Instant expiresAt) {}
}
