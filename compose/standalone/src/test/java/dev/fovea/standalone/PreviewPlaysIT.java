package dev.fovea.standalone;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.fovea.testing.Api.Answer;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.kafka.test.EmbeddedKafkaBroker;

/** The uploader watches the beginning of a film, picture and sound, while its tail is still encoded. */
class PreviewPlaysIT extends ServicesContext {

    private static final Duration WITHIN = Duration.ofMinutes(3);
    private static final Pattern URI_OF_A_LINE = Pattern.compile("(?m)^([^#\\s].*)$|URI=\"([^\"]+)\"");
    private static final Pattern MEDIA = Pattern.compile("^/media/[^/]+/");
    private static final int FILM_SECONDS = 120;
    private static final int LOOKED_AT_SECONDS = 5;
    private static final int RATE = 25;

    @TempDir
    Path directory;

    private final int port = FreePorts.block(2);
    private final Uploader uploader = new Uploader(port);

    @Test
    void theBeginningPlaysWhileTheTailIsEncoded(EmbeddedKafkaBroker broker) throws Exception {
        // One encoder, so that there is a tail to wait for.
        Services services = start(port, broker, directory, Map.of("fovea.transcode.slots", 1));
        try {
            Path ffmpeg = services.ffmpeg();
            Path film = directory.resolve("film.mp4");
            run(
                    ffmpeg,
                    ("-f lavfi -i testsrc2=s=640x360:r=%d:d=%d -f lavfi -i sine=d=%d -c:v libx264 -preset ultrafast"
                                    + " -pix_fmt yuv420p -c:a aac -shortest %s")
                            .formatted(RATE, FILM_SECONDS, FILM_SECONDS, film));
            String id = uploader.upload(film);
            Answer preview = await().atMost(WITHIN)
                    .until(
                            () -> uploader.api().get("/api/v1/videos/" + id + "/preview"),
                            answer -> answer.status() == 200);
            Path copy = fetch(URI.create(preview.text("hls")));
            assertThat(uploader.api().get("/api/v1/videos/" + id).text("status"))
                    .isEqualTo("PROCESSING");
            assertThat(preview.json().path("readySeconds").asDouble()).isBetween(6.0, FILM_SECONDS - 20.0);

            List<String> packets = run(
                    ffmpeg,
                    "-live_start_index 0 -extension_picky 0 -allowed_extensions ALL -i %s -map 0:v:0 -map 0:a:0 -t %d -f framecrc -"
                            .formatted(copy, LOOKED_AT_SECONDS));
            assertThat(packets.stream().filter(line -> line.startsWith("0,"))).hasSize(LOOKED_AT_SECONDS * RATE);
            assertThat(packets.stream().filter(line -> line.startsWith("1,"))).hasSizeGreaterThan(200);
        } finally {
            services.stop();
        }
    }

    /** A playlist with all that it names, as a player fetches them. @return its copy */
    private Path fetch(URI playlist) throws IOException, InterruptedException {
        // Below the token, which is too long for the name of a folder.
        Path copy = directory.resolve("copy" + MEDIA.matcher(playlist.getPath()).replaceFirst("/"));
        if (Files.exists(copy)) {
            return copy;
        }
        Files.createDirectories(copy.getParent());
        try (var client = HttpClient.newHttpClient()) {
            var request =
                    HttpRequest.newBuilder(uploader.at(playlist.toString())).build();
            assertThat(client.send(request, BodyHandlers.ofFile(copy)).statusCode())
                    .as(playlist.toString())
                    .isEqualTo(200);
        }
        if (copy.toString().endsWith(".m3u8")) {
            Matcher names = URI_OF_A_LINE.matcher(Files.readString(copy));
            while (names.find()) {
                fetch(playlist.resolve(names.group(1) != null ? names.group(1) : names.group(2)));
            }
        }
        return copy;
    }

    private static List<String> run(Path ffmpeg, String arguments) throws IOException, InterruptedException {
        var command = new ArrayList<>(List.of(ffmpeg.toString(), "-nostdin", "-v", "error", "-y"));
        command.addAll(List.of(arguments.split(" ")));
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        List<String> lines;
        try (var reader = process.inputReader()) {
            lines = reader.readAllLines();
        }
        assertThat(process.waitFor()).as(() -> String.join("\n", lines)).isZero();
        return lines;
    }
}
