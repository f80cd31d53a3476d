package dev.fovea.standalone;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fovea.transcode.TranscodeProperties;
import dev.fovea.transcode.ffmpeg.FfmpegInstallation;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.springframework.boot.context.properties.bind.Binder;

/** The scripts that walk a running Fovea from outside; each says on its output what it does. */
final class Journeys {

    private static final Path ROOT = Path.of("../..").toAbsolutePath().normalize();
    private static final int LAST_LINES = 60;

    private Journeys() {}

    /** @param name of one in web/browser: {@code journey} goes from a film to a chart */
    static void inChromium(String name, String url, Path film) throws IOException, InterruptedException {
        inChromium(
                name,
                Map.of(
                        "FOVEA_URL",
                        url,
                        "FOVEA_ADMIN_EMAIL",
                        RunningFovea.ADMIN_EMAIL,
                        "FOVEA_ADMIN_PASSWORD",
                        RunningFovea.ADMIN_PASSWORD,
                        "FOVEA_CLIP",
                        film.toString()));
    }

    /** @param given what the script asks its environment for */
    static void inChromium(String name, Map<String, String> given) throws IOException, InterruptedException {
        var journey = new ProcessBuilder("npm", "run", "--silent", "journey", "--", name + ".e2e.ts")
                .directory(ROOT.resolve("web").toFile());
        journey.environment().putAll(given);
        run(journey);
    }

    /** The outside contract, call by call: docs/flow.sh. */
    static void byCurl(String url, Path film) throws IOException, InterruptedException {
        run(new ProcessBuilder(
                ROOT.resolve("docs/flow.sh").toString(),
                url,
                RunningFovea.ADMIN_EMAIL,
                RunningFovea.ADMIN_PASSWORD,
                film.toString()));
    }

    /**
     * A film with its index in front, in 25 frames a second; its key frames stand where no segment begins, so it is not good
     * as it is.
     */
    static Path film(Path folder, String size, int seconds) throws IOException, InterruptedException {
        var defaults = new Binder(List.of()).bindOrCreate("fovea.transcode", TranscodeProperties.class);
        Path ffmpeg =
                FfmpegInstallation.of(defaults.ffmpeg(), folder).programs().resolve("ffmpeg");
        Path film = folder.resolve("film.mp4");
        String arguments = ("-nostdin -v error -f lavfi -i testsrc2=s=%s:r=25:d=%d"
                        + " -f lavfi -i sine=frequency=440:beep_factor=4:sample_rate=48000:d=%d"
                        + " -c:v libx264 -preset ultrafast -pix_fmt yuv420p -g 100 -c:a aac -movflags +faststart")
                .formatted(size, seconds, seconds);
        var command = new ArrayList<>(List.of(ffmpeg.toString()));
        command.addAll(List.of(arguments.split(" ")));
        command.add(film.toString());
        run(new ProcessBuilder(command));
        return film;
    }

    /**
     * What it says goes through us: the test runner speaks to its fork over our own output.
     *
     * @throws AssertionError with the last lines it said, if it does not end with 0
     */
    static void run(ProcessBuilder script) throws IOException, InterruptedException {
        Process process = script.redirectErrorStream(true).start();
        var last = new ArrayDeque<String>();
        try (var lines = process.inputReader()) {
            lines.lines().forEach(line -> {
                System.out.println(line);
                last.add(line);
                if (last.size() > LAST_LINES) {
                    last.remove();
                }
            });
        }
        assertThat(process.waitFor())
                .as(() -> script.command() + " said last:\n" + String.join("\n", last))
                .isZero();
    }
}
