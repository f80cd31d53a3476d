package dev.fovea.standalone;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fovea.contracts.access.Category;
import dev.fovea.contracts.access.Role;
import dev.fovea.contracts.id.UserId;
import dev.fovea.testing.Api;
import dev.fovea.testing.Api.Answer;
import dev.fovea.testing.TestIssuer;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;

/** Somebody who brings films to the services on a port. */
record Uploader(int port, UserId user) {

    Uploader(int port) {
        this(port, TestIssuer.newUser());
    }

    Api api() {
        return Api.at(port).as(token());
    }

    URI at(String path) {
        return URI.create("http://localhost:" + port).resolve(path);
    }

    /** All of it in one request. @return the id of its video */
    String upload(Path film) throws IOException, InterruptedException {
        Answer created = api().post(
                        "/api/v1/uploads",
                        Map.of(
                                "title",
                                "Film",
                                "filename",
                                "film.mp4",
                                "sizeBytes",
                                Files.size(film),
                                "contentType",
                                "video/mp4"));
        assertThat(created.status()).as(created.body()).isEqualTo(201);
        try (var client = HttpClient.newHttpClient()) {
            var patch = HttpRequest.newBuilder(at(created.text("url")))
                    .header("Authorization", "Bearer " + token())
                    .header("Tus-Resumable", "1.0.0")
                    .header("Content-Type", "application/offset+octet-stream")
                    .header("Upload-Offset", "0")
                    .method("PATCH", BodyPublishers.ofFile(film))
                    .build();
            assertThat(client.send(patch, BodyHandlers.discarding()).statusCode())
                    .isEqualTo(204);
        }
        return created.text("videoId");
    }

    private String token() {
        return TestIssuer.SHARED.token(user, Role.USER, Category.DEALER);
    }
}
