package dev.fovea.platform.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ChildProcessTest {

    @TempDir
    Path directory;

    @Test
    void keepsTheLastLinesAndLogsAll() throws Exception {
        Path log = directory.resolve("child.log");
        ChildProcess child = ChildProcesses.start(
                shell("seq 1 " + (ChildProcess.LINES_KEPT + 3) + "; exit 7").loggingTo(log));
        assertThat(child.onExit().get()).isEqualTo(7);
        assertThat(child.lastLines())
                .hasSize(ChildProcess.LINES_KEPT)
                .startsWith("4")
                .endsWith("53");
        assertThat(Files.readAllLines(log)).hasSize(ChildProcess.LINES_KEPT + 3).startsWith("1", "2", "3", "4");
    }

    @Test
    void endsWellWhereNothingCanBeLogged() throws Exception {
        ChildProcess child = ChildProcesses.start(
                shell("seq 1 100000; echo done").loggingTo(directory.resolve("no-such-folder/child.log")));
        assertThat(child.onExit().get()).isZero();
        assertThat(child.lastLines()).endsWith("100000", "done");
    }

    @Test
    void worksInItsDirectoryWithWhatIsAddedToOurEnvironment() throws Exception {
        ChildProcess child = ChildProcesses.start(
                shell("pwd; echo \"$GREETING $PATH\"").in(directory).with("GREETING", "good day"));
        assertThat(child.onExit().get()).isZero();
        assertThat(child.lastLines())
                .containsExactly(directory.toRealPath().toString(), "good day " + System.getenv("PATH"));
    }

    @Test
    void cutsALineWithoutEnd() throws Exception {
        int chars = ChildProcess.LINE_CHARS_MAX * 2 + 1;
        ChildProcess child = ChildProcesses.start(shell("head -c " + chars + " /dev/zero | tr '\\0' x"));
        assertThat(child.onExit().get()).isZero();
        assertThat(child.lastLines())
                .extracting(String::length)
                .containsExactly(ChildProcess.LINE_CHARS_MAX, ChildProcess.LINE_CHARS_MAX, 1);
    }

    @Test
    void asksWithTheStopSignalFirst() throws Exception {
        ChildProcess child =
                startReady(shell("trap 'echo asked; exit 3' USR1; echo ready; while :; do sleep 0.05; done")
                        .endingBy("KILL", "USR1"));
        child.stop(Duration.ofMinutes(1));
        assertThat(child.onExit().get()).isEqualTo(3);
        assertThat(child.lastLines()).contains("asked");
    }

    @Test
    void killsWhatDoesNotListen() throws Exception {
        ChildProcess child = startReady(shell("trap '' TERM; echo ready; while :; do sleep 0.05; done"));
        child.stop(Duration.ofMillis(100));
        assertThat(child.isAlive()).isFalse();
    }

    @Test
    void outlivesTheThreadThatAskedForIt() throws Exception {
        var started = new AtomicReference<ChildProcess>();
        Thread asking = Thread.ofPlatform().start(() -> {
            try {
                started.set(
                        startReady(shell("trap 'echo still there' USR1; echo ready; while :; do sleep 0.05; done")));
            } catch (IOException e) {
                throw new IllegalStateException(e);
            }
        });
        asking.join();
        ChildProcess child = started.get();
        Signals.send("USR1", child.pid());
        await().until(() -> child.lastLines().contains("still there"));
        child.kill();
    }

    @Test
    void diesWithAJvmThatIsKilled() throws Exception {
        Process parent = new ProcessBuilder(
                        ProcessHandle.current().info().command().orElseThrow(),
                        "-cp",
                        System.getProperty("java.class.path"),
                        Parent.class.getName())
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        long child = Long.parseLong(parent.inputReader().readLine());
        assertThat(ProcessHandle.of(child)).get().matches(ProcessHandle::isAlive);
        parent.destroyForcibly().waitFor();
        await().until(() -> !ProcessHandle.of(child).map(ProcessHandle::isAlive).orElse(false));
    }

    /** A wrapper script that guards by itself is started like anything else. */
    @Test
    void waitsForAChildThatGuardsOnceMore() throws Exception {
        var command = new ArrayList<>(ChildProcesses.deathGuard("KILL"));
        command.addAll(List.of("sh", "-c", "sleep 0.3; echo last; exit 4"));
        ChildProcess child = ChildProcesses.start(ChildCommand.of("wrapper", command));
        assertThat(child.onExit().get()).isEqualTo(4);
        assertThat(child.lastLines()).containsExactly("last");
    }

    @Test
    void namesWhatCannotBeStarted() {
        assertThatThrownBy(() -> ChildProcesses.start(
                        ChildCommand.of("nowhere", List.of("true")).behind(List.of("/no/such/program"))))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("/no/such/program");
    }

    /** Starts a child and tells its id. */
    static final class Parent {
        public static void main(String[] args) throws Exception {
            ChildProcess child = startReady(shell("echo ready; while :; do sleep 1; done"));
            System.out.println(child.pid());
            Thread.currentThread().join();
        }
    }

    private static ChildCommand shell(String script) {
        return ChildCommand.of("shell", List.of("sh", "-c", script));
    }

    private static ChildProcess startReady(ChildCommand command) throws IOException {
        ChildProcess child = ChildProcesses.start(command);
        await().until(() -> child.lastLines().contains("ready"));
        return child;
    }
}
