package dev.fovea.platform.process;

import java.io.IOException;
import java.lang.ProcessBuilder.Redirect;

/** Sends signals by the shell's own kill: a bare system has no other. */
public final class Signals {

    private Signals() {}

    /**
     * @param name without its SIG
     * @throws IOException when there is no such process, or it is not ours
     */
    public static void send(String name, long pid) throws IOException, InterruptedException {
        int code = new ProcessBuilder("sh", "-c", "kill -s \"$1\" \"$2\"", "sh", name, Long.toString(pid))
                .redirectErrorStream(true)
                .redirectOutput(Redirect.DISCARD)
                .start()
                .waitFor();
        if (code != 0) {
            throw new IOException("process %d could not be sent SIG%s".formatted(pid, name));
        }
    }
}
