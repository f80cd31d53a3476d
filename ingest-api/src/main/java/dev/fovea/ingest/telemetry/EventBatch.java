package dev.fovea.ingest.telemetry;

import dev.fovea.contracts.event.PlayerEvent;
import dev.fovea.contracts.problem.ProblemType;
import dev.fovea.ingest.playback.ViewTokens.View;
import dev.fovea.ingest.telemetry.OfferedEvent.Edge;
import dev.fovea.ingest.telemetry.OfferedEvent.Invalid;
import dev.fovea.platform.problem.ClientProblem;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.exc.InputCoercionException;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** A batch as a player sent it; an event that is no event of ours does not spoil its neighbours. */
record EventBatch(@Nullable String viewToken, List<Offered> events) {

    static final int EVENTS_MAX = 500;

    private static final JsonMapper JSON = JsonMapper.builder()
            .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
            .disable(DeserializationFeature.ACCEPT_FLOAT_AS_INT)
            .build();

    static EventBatch parse(byte[] body) {
        try {
            @Nullable EventBatch plain = parsePlain(body);
            return plain == null ? parsePiecewise(body) : plain;
        } catch (InputCoercionException e) {
            return parsePiecewise(body);
        } catch (JacksonException e) {
            throw malformed();
        }
    }

    /**
     * As every player of ours writes it, token by token, at half the cost of binding; null when anything is odd.
     *
     * @throws InputCoercionException when a number is out of its range
     */
    private static @Nullable EventBatch parsePlain(byte[] body) {
        try (JsonParser json = JSON.createParser(body)) {
            if (json.nextToken() != JsonToken.START_OBJECT) {
                return null;
            }
            @Nullable String viewToken = null;
            @Nullable List<Offered> events = null;
            for (String name = json.nextName(); name != null; name = json.nextName()) {
                JsonToken token = json.nextToken();
                if (token == JsonToken.VALUE_STRING && name.equals("viewToken")) {
                    viewToken = json.getString();
                } else if (token == JsonToken.START_ARRAY && name.equals("events")) {
                    events = plainEvents(json);
                } else {
                    return null;
                }
            }
            boolean isWhole = json.currentToken() == JsonToken.END_OBJECT && json.nextToken() == null;
            return isWhole && events != null ? new EventBatch(viewToken, events) : null;
        }
    }

    private static @Nullable List<Offered> plainEvents(JsonParser json) {
        List<Offered> events = new ArrayList<>();
        while (json.nextToken() == JsonToken.START_OBJECT) {
            OfferedEvent event = OfferedEvent.readPlain(json);
            if (event == null) {
                return null;
            }
            events.add(new Offered(event, null));
        }
        return json.currentToken() == JsonToken.END_ARRAY ? events : null;
    }

    /** Whatever it is, event by event. */
    private static EventBatch parsePiecewise(byte[] body) {
        try {
            JsonNode root = JSON.readTree(body);
            if (!root.isObject() || !root.path("events").isArray()) {
                throw malformed();
            }
            var events = new ArrayList<Offered>();
            for (JsonNode event : root.path("events")) {
                events.add(bind(event));
            }
            return new EventBatch(root.path("viewToken").asStringOpt().orElse(null), events);
        } catch (JacksonException e) {
            throw malformed();
        }
    }

    private static Offered bind(JsonNode event) {
        try {
            return Offered.of(JSON.treeToValue(event, OfferedEvent.class));
        } catch (JacksonException e) {
            String field = e.getPath().isEmpty()
                    ? "the event"
                    : String.valueOf(e.getPath().getFirst().getPropertyName());
            return new Offered(null, new Invalid(field + " is not of the expected form"));
        }
    }

    private static ClientProblem malformed() {
        return new ClientProblem(ProblemType.MALFORMED_JSON, "the body is {viewToken, events: [...]} as JSON");
    }

    /** Either an event, or why it is none. */
    record Offered(@Nullable OfferedEvent event, @Nullable Invalid invalid) {

        static Offered of(@Nullable OfferedEvent event) {
            return event == null ? new Offered(null, new Invalid("the event is null")) : new Offered(event, null);
        }

        /** @throws Invalid with what is wrong with it */
        PlayerEvent accepted(View view, Edge edge) throws Invalid {
            if (event == null) {
                throw invalid == null ? new Invalid("the event is null") : invalid;
            }
            return event.accepted(view, edge);
        }
    }
}
