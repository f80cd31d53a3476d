package dev.fovea.ingest;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/** The document names every call of this module, with the status that it answers when all is well. */
class OpenApiIT extends IngestServer {

    @Test
    void namesEveryCallAndItsStatus() {
        JsonNode document = api().get("/api/openapi.json").json();
        assertThat(document.path("openapi").asString()).startsWith("3.1");
        var calls = new TreeMap<String, String>();
        document.path("paths")
                .propertyStream()
                .forEach(path -> path.getValue()
                        .propertyStream()
                        .filter(call -> call.getValue().has("responses"))
                        .forEach(call -> calls.put(
                                path.getKey() + " " + call.getKey(),
                                String.join(
                                        ",", call.getValue().path("responses").propertyNames()))));
        assertThat(calls)
                .containsEntry("/api/v1/uploads post", "201")
                .containsEntry("/api/v1/uploads options", "204")
                .containsEntry("/api/v1/uploads/{id} get", "200")
                .containsEntry("/api/v1/uploads/{id} head", "200")
                .containsEntry("/api/v1/uploads/{id} patch", "204")
                .containsEntry("/api/v1/uploads/{id} delete", "204")
                .containsEntry("/api/v1/uploads/{id}/parts get", "200")
                .containsEntry("/api/v1/uploads/{id}/parts post", "200")
                .containsEntry("/api/v1/uploads/{id}/complete post", "200")
                .containsEntry("/api/v1/videos get", "200")
                .containsEntry("/api/v1/videos/{id} get", "200")
                .containsEntry("/api/v1/videos/{id} patch", "200")
                .containsEntry("/api/v1/videos/{id} delete", "204")
                .containsEntry("/api/v1/videos/{id}/replacement post", "201")
                .containsEntry("/api/v1/videos/begun get", "200")
                .containsEntry("/api/v1/videos/{id}/captions get", "200")
                .containsEntry("/api/v1/videos/{id}/captions/{language} put", "200")
                .containsEntry("/api/v1/videos/{id}/captions/{language} delete", "204")
                .containsEntry("/api/v1/videos/{id}/chapters get", "200")
                .containsEntry("/api/v1/videos/{id}/chapters put", "200")
                .containsEntry("/api/v1/videos/{id}/playback get", "200")
                .containsEntry("/api/v1/videos/{id}/playback/renewal post", "200")
                .containsEntry("/api/v1/oembed get", "200")
                .containsEntry("/api/v1/events post", "202");
        JsonNode creation = document.path("components")
                .path("schemas")
                .path("UploadCreation")
                .path("properties");
        assertThat(creation.propertyNames())
                .contains("title", "description", "filename", "sizeBytes", "contentType", "category");
        assertThat(document.path("paths")
                        .path("/api/v1/events")
                        .path("post")
                        .path("requestBody")
                        .path("content")
                        .propertyNames())
                .contains("application/json", "text/plain");
    }
}
