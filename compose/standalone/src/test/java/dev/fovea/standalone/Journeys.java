package dev.fovea.standalone;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayDeque;

/** The scripts that walk a running Fovea from outside; each says on its output what it does. */
final class Journeys {

    private static final int LAST_LINES = 60;

    private Journeys() {}

    /** @param name of one in web/browser: {@code journey} goes from a film to a chart */
    static void inChromium(Path root, String name, String url, Path clip) throws IOException, InterruptedException {
        var journey = new ProcessBuilder("npm", "run", "--silent", "journey", "--", name + ".e2e.ts")
                .directory(root.resolve("web").toFile());
        journey.environment().put("FOVEA_URL", url);
        journey.environment().put("FOVEA_ADMIN_EMAIL", RunningFovea.ADMIN_EMAIL);
        journey.environment().put("FOVEA_ADMIN_PASSWORD", RunningFovea.ADMIN_PASSWORD);
        journey.environment().put("FOVEA_CLIP", clip.toString());
        run(journey);
    }

    /** The outside contract, call by call: docs/flow.sh. */
    static void byCurl(Path root, String url, Path clip) throws IOException, InterruptedException {
        run(new ProcessBuilder(
                root.resolve("docs/flow.sh").toString(),
                url,
                RunningFovea.ADMIN_EMAIL,
                RunningFovea.ADMIN_PASSWORD,
                clip.toString()));
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
