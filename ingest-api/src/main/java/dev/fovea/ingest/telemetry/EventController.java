package dev.fovea.ingest.telemetry;

import dev.fovea.contracts.event.PlayerEvent;
import dev.fovea.contracts.problem.ProblemType;
import dev.fovea.ingest.playback.ViewTokens;
import dev.fovea.ingest.playback.ViewTokens.View;
import dev.fovea.ingest.telemetry.OfferedEvent.Edge;
import dev.fovea.ingest.telemetry.OfferedEvent.Invalid;
import dev.fovea.platform.problem.ClientProblem;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.Parameter;
import io.swagger.v3.oas.annotations.media.Content;
import io.swagger.v3.oas.annotations.media.Schema;
import io.swagger.v3.oas.annotations.responses.ApiResponse;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.net.URI;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;
import tools.jackson.databind.json.JsonMapper;

/** The collector. */
@RestController
@RequestMapping("/api/v1/events")
class EventController {

    private final ViewTokens tokens;
    private final EventProducer producer;
    private final Tallies tallies;
    private final Devices devices;
    private final Regions regions;
    private final Clock clock;
    private final JsonMapper json;

    EventController(
            ViewTokens tokens,
            EventProducer producer,
            Tallies tallies,
            Devices devices,
            Regions regions,
            Clock clock,
            JsonMapper json) {
        this.tokens = tokens;
        this.producer = producer;
        this.tallies = tallies;
        this.devices = devices;
        this.regions = regions;
        this.clock = clock;
        this.json = json;
    }

    @Operation(
            summary = "Player events of one view",
            description = "The view token says whose and of what they are; 202 means that they are stored.",
            requestBody =
                    @io.swagger.v3.oas.annotations.parameters.RequestBody(
                            required = true,
                            content = {
                                @Content(
                                        mediaType = MediaType.APPLICATION_JSON_VALUE,
                                        schema = @Schema(implementation = Batch.class)),
                                @Content(
                                        mediaType = MediaType.TEXT_PLAIN_VALUE,
                                        schema = @Schema(implementation = Batch.class))
                            }))
    @ApiResponse(
            responseCode = "202",
            description = "Accepted",
            content =
                    @Content(
                            mediaType = MediaType.APPLICATION_JSON_VALUE,
                            schema = @Schema(implementation = Taken.class)))
    @PostMapping(consumes = {MediaType.APPLICATION_JSON_VALUE, MediaType.TEXT_PLAIN_VALUE})
    @ResponseStatus(HttpStatus.ACCEPTED)
    void take(@Parameter(hidden = true) HttpServletRequest request, HttpServletResponse response) throws IOException {
        EventBatch batch = EventBatch.parse(EventBody.read(request));
        View view = viewOf(batch);
        if (batch.events().size() > EventBatch.EVENTS_MAX) {
            throw new ClientProblem(
                    ProblemType.TOO_MANY_EVENTS, "a batch has at most " + EventBatch.EVENTS_MAX + " events");
        }
        String device = devices.classOf(request.getHeader(HttpHeaders.USER_AGENT), ClientHints.of(request::getHeader));
        var edge = new Edge(clock.millis(), device, regions.of(request));
        var accepted = new ArrayList<PlayerEvent>();
        var rejected = new ArrayList<Rejected>();
        for (int index = 0; index < batch.events().size(); index++) {
            try {
                accepted.add(batch.events().get(index).accepted(view, edge));
            } catch (Invalid invalid) {
                rejected.add(
                        new Rejected(index, ProblemType.EVENT_INVALID.uri(), String.valueOf(invalid.getMessage())));
            }
        }
        producer.send(accepted);
        tallies.add(edge.receivedAtMs(), accepted.size(), rejected.size());
        // Written here: finding a converter for so small an answer took a fourteenth of the collector's time.
        response.setContentType(MediaType.APPLICATION_JSON_VALUE);
        response.getOutputStream().write(json.writeValueAsBytes(new Taken(accepted.size(), rejected)));
    }

    private View viewOf(EventBatch batch) {
        String token = batch.viewToken();
        return (token == null ? Optional.<View>empty() : tokens.verify(token))
                .orElseThrow(() -> new ClientProblem(
                        ProblemType.VIEW_TOKEN_INVALID, "the view token is not one of ours, or has expired"));
    }

    record Taken(int accepted, List<Rejected> rejected) {}

    /** @param type a problem type of ours */
    record Rejected(int index, URI type, String detail) {}

    /** For the description only: it is bound leniently, event by event. */
    @Schema(name = "EventBatch")
    private record Batch(String viewToken, List<OfferedEvent> events) {}
}
