package dev.fovea.standalone;

import java.io.IOException;
import java.nio.file.Path;

/** The scripts that walk a running Fovea from outside; each says on its output what it does. */
final class Journeys {

    private Journeys() {}

    /** Sign in, upload, watch the job, approve, watch in focus mode, see it on the chart: web/browser/journey.e2e.ts. */
    static int inChromium(Path root, String url, Path clip) throws IOException, InterruptedException {
        var journey = new ProcessBuilder("npm", "run", "--silent", "journey")
                .directory(root.resolve("web").toFile());
        journey.environment().put("FOVEA_URL", url);
        journey.environment().put("FOVEA_ADMIN_EMAIL", RunningFovea.ADMIN_EMAIL);
        journey.environment().put("FOVEA_ADMIN_PASSWORD", RunningFovea.ADMIN_PASSWORD);
        journey.environment().put("FOVEA_CLIP", clip.toString());
        return run(journey);
    }

    /** The outside contract, call by call: docs/flow.sh. */
    static int byCurl(Path root, String url, Path clip) throws IOException, InterruptedException {
        return run(new ProcessBuilder(
                root.resolve("docs/flow.sh").toString(),
                url,
                RunningFovea.ADMIN_EMAIL,
                RunningFovea.ADMIN_PASSWORD,
                clip.toString()));
    }

    /** What it says goes through us: the test runner speaks to its fork over our own output. */
    static int run(ProcessBuilder script) throws IOException, InterruptedException {
        Process process = script.redirectErrorStream(true).start();
        try (var lines = process.inputReader()) {
            lines.lines().forEach(System.out::println);
        }
        return process.waitFor();
    }
}
