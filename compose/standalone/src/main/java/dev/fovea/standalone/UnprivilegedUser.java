package dev.fovea.standalone;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * How a server that refuses to run as root is run by root: in a user namespace where root is nobody, or, where those are
 * switched off, as nobody itself, which may still pass through root's folders. For everyone else: as they are.
 */
record UnprivilegedUser(List<String> prefix, boolean ownsFiles) {

    private static final String NOBODY = "65534";

    static UnprivilegedUser owning(Path folder) throws IOException, InterruptedException {
        if (!"root".equals(System.getProperty("user.name"))) {
            return new UnprivilegedUser(List.of(), false);
        }
        if (succeeds(List.of("unshare", "-U", "true"))) {
            return new UnprivilegedUser(List.of("unshare", "-U"), false);
        }
        var asNobody = List.of(
                "setpriv",
                "--reuid=" + NOBODY,
                "--regid=" + NOBODY,
                "--clear-groups",
                "--inh-caps=+dac_override",
                "--ambient-caps=+dac_override",
                "--");
        var user = new UnprivilegedUser(asNobody, true);
        user.own(folder);
        user.run(folder, List.of("true"));
        return user;
    }

    /** Gives it what lies in the folder, where it is not the one who made it. */
    void own(Path folder) throws IOException, InterruptedException {
        if (ownsFiles) {
            runPlain(folder, List.of("chown", "-R", NOBODY + ":" + NOBODY, folder.toString()));
        }
    }

    void run(Path folder, List<String> command) throws IOException, InterruptedException {
        var arguments = new ArrayList<>(prefix);
        arguments.addAll(command);
        runPlain(folder, arguments);
    }

    private static void runPlain(Path folder, List<String> command) throws IOException, InterruptedException {
        Process process = new ProcessBuilder(command)
                .directory(folder.toFile())
                .redirectErrorStream(true)
                .start();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        if (process.waitFor() != 0) {
            throw new IOException("%s failed: %s".formatted(String.join(" ", command), output.strip()));
        }
    }

    private static boolean succeeds(List<String> command) throws InterruptedException {
        try {
            runPlain(Path.of("/"), command);
            return true;
        } catch (IOException e) {
            return false; // not installed, or not allowed
        }
    }
}
