package dev.fovea.ingest.catalog;

import dev.fovea.contracts.problem.ProblemType;
import dev.fovea.platform.access.AccessProperties;
import dev.fovea.platform.problem.ClientProblem;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.Parameter;
import io.swagger.v3.oas.annotations.media.Schema;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.Size;
import java.net.URI;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpHeaders;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RequestHeader;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/**
 * oEmbed 1.0 for the sites that may show our player. Whoever asks is a server without an account, so nothing is told of
 * the video, not even whether there is one: the frame asks its viewer to be signed in.
 */
@RestController
@RequestMapping("/api/v1/oembed")
class OembedController {

    private static final Pattern PAGE =
            Pattern.compile("/(?:watch|embed)/([0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12})");
    private static final Set<String> SCHEMES = Set.of("http", "https");
    private static final int WIDTH = 960;

    private final AccessProperties access;

    OembedController(AccessProperties access) {
        this.access = access;
    }

    @Operation(summary = "oEmbed 1.0: the frame for a page of ours, for the sites that may show it")
    @GetMapping
    ResponseEntity<Oembed> describe(
            @RequestParam @Size(max = 2_000) String url,
            @RequestParam(defaultValue = "json") String format,
            @RequestParam(defaultValue = "" + WIDTH) @Min(1) @Max(7_680) int maxwidth,
            @RequestParam(defaultValue = "4320") @Min(1) @Max(4_320) int maxheight,
            @RequestHeader(value = HttpHeaders.ORIGIN, required = false) @Nullable String origin,
            @Parameter(hidden = true) HttpServletRequest request) {
        boolean isForeign = origin != null && !access.embedOrigins().contains(origin);
        if (access.embedOrigins().isEmpty() || isForeign) {
            throw new ClientProblem(ProblemType.FORBIDDEN, "this site is none of those that may show our player");
        }
        if (!format.equals("json")) {
            throw new ClientProblem(ProblemType.INVALID_REQUEST, "the only format is json");
        }
        URI page = pageOf(url, request);
        int width = Math.min(Math.min(WIDTH, maxwidth), maxheight * 16 / 9);
        int height = Math.round(width * 9 / 16f);
        String home = page.getScheme() + "://" + page.getRawAuthority();
        Matcher video = PAGE.matcher(page.getPath());
        if (!video.matches()) {
            throw noPage();
        }
        var answer = ResponseEntity.ok().header(HttpHeaders.VARY, HttpHeaders.ORIGIN);
        if (origin != null) {
            answer.header(HttpHeaders.ACCESS_CONTROL_ALLOW_ORIGIN, origin);
        }
        return answer.body(new Oembed(
                "1.0",
                "video",
                "Fovea",
                home,
                width,
                height,
                "<iframe src=\"%s/embed/%s\" width=\"%d\" height=\"%d\" allow=\"fullscreen; picture-in-picture\"></iframe>"
                        .formatted(home, video.group(1), width, height)));
    }

    private static URI pageOf(String url, HttpServletRequest request) {
        try {
            URI page = URI.create(url);
            boolean isOurs = page.getScheme() != null
                    && SCHEMES.contains(page.getScheme())
                    && page.getRawAuthority() != null
                    && page.getRawAuthority().equals(request.getHeader(HttpHeaders.HOST))
                    && page.getPath() != null;
            if (isOurs) {
                return page;
            }
        } catch (IllegalArgumentException e) {
            throw noPage();
        }
        throw noPage();
    }

    private static ClientProblem noPage() {
        return new ClientProblem(ProblemType.NOT_FOUND, "the url is no page of a video here");
    }

    @Schema(name = "Oembed")
    record Oembed(
            String version,
            String type,
            String provider_name,
            String provider_url,
            int width,
            int height,
            String html) {}
}
