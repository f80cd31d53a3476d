package dev.fovea.standalone;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code ./fovea run} from outside: what it says, and that nothing is left of it, however it ends. */
class LauncherIT {

    private static final Duration GONE_WITHIN = Duration.ofSeconds(60);

    @TempDir
    Path data;

    private final int port = FreePorts.block(Ports.LAST_OFFSET + 1);

    @Test
    void isReadyOnceLeavesNothingAndFindsItsState() throws Exception {
        try (var first = RunningFovea.start(data, port)) {
            assertThat(first.lines())
                    .filteredOn(line -> line.contains("is ready"))
                    .containsExactly("Fovea is ready at " + first.url());
            assertThat(signIn(first)).isEqualTo(200);
            assertThat(status("http://localhost:%d/actuator/health".formatted(port + 1)))
                    .isEqualTo(200);
            assertThat(status(first.url() + "/actuator/health")).isNotEqualTo(200);

            refusesASecondOne();

            List<ProcessHandle> family = first.family();
            assertThat(family).hasSizeGreaterThan(5);
            first.process().destroyForcibly().waitFor(); // nothing of ours runs any more to end the children
            await().atMost(GONE_WITHIN).until(() -> family.stream().noneMatch(ProcessHandle::isAlive));
        }
        try (var second = RunningFovea.start(data, port)) {
            assertThat(signIn(second)).isEqualTo(200);
            List<ProcessHandle> family = second.family();
            assertThat(second.stop()).isEqualTo(143); // 128 + SIGTERM
            assertThat(family).noneMatch(ProcessHandle::isAlive);
        }
    }

    private void refusesASecondOne() throws Exception {
        try (var sameData = RunningFovea.launch(data, port + Ports.LAST_OFFSET + 1, Map.of())) {
            assertThat(sameData.awaitRefusal()).isEqualTo(1);
            assertThat(sameData.lines())
                    .singleElement()
                    .asString()
                    .startsWith("Fovea cannot start. " + data + " is in use by another Fovea (process ");
        }
        try (var samePort = RunningFovea.launch(data.resolveSibling(data.getFileName() + "-other"), port, Map.of())) {
            assertThat(samePort.awaitRefusal()).isEqualTo(1);
            assertThat(samePort.lines())
                    .singleElement()
                    .asString()
                    .startsWith(
                            "Fovea cannot start. Port %d (HTTP) is already in use by java (process ".formatted(port));
        }
    }

    private static int signIn(RunningFovea fovea) throws Exception {
        try (var http = HttpClient.newHttpClient()) {
            var request = HttpRequest.newBuilder(URI.create(fovea.url() + "/api/v1/auth/login"))
                    .header("Content-Type", "application/json")
                    .POST(BodyPublishers.ofString("{\"email\":\"%s\",\"password\":\"%s\"}"
                            .formatted(RunningFovea.ADMIN_EMAIL, RunningFovea.ADMIN_PASSWORD)))
                    .build();
            return http.send(request, BodyHandlers.discarding()).statusCode();
        }
    }

    private static int status(String url) throws Exception {
        try (var http = HttpClient.newHttpClient()) {
            var request = HttpRequest.newBuilder(URI.create(url)).build();
            return http.send(request, BodyHandlers.discarding()).statusCode();
        }
    }
}
