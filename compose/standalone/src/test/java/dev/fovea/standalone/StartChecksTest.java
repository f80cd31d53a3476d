package dev.fovea.standalone;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What keeps Fovea from starting is one line that names it and says what to do. */
class StartChecksTest {

    @TempDir
    Path folder;

    @Test
    void argumentsHaveDefaults() {
        assertThat(Arguments.parse(List.of()))
                .isEqualTo(new Arguments(8080, Path.of("data").toAbsolutePath(), true));
    }

    @Test
    void argumentsAreRead() {
        assertThat(Arguments.parse(List.of("--no-demo", "--port", "9000", "--data", "/srv/fovea")))
                .isEqualTo(new Arguments(9000, Path.of("/srv/fovea"), false));
    }

    @Test
    void wrongArgumentsAreNamed() {
        assertFails(() -> Arguments.parse(List.of("--prot", "1")), "'--prot' is not known; usage: ./fovea run");
        assertFails(() -> Arguments.parse(List.of("--port")), "--port needs a value");
        assertFails(() -> Arguments.parse(List.of("--port", "http")), "--port must be a number, was 'http'");
        assertFails(() -> Arguments.parse(List.of("--port", "80")), "--port must be 1024 to 65528, was 80");
    }

    @Test
    void aTakenPortIsNamedWithItsOwner() throws Exception {
        var ports = new Ports(FreePorts.block(Ports.LAST_OFFSET + 1));
        ports.requireFree(true);
        try (var taken = new ServerSocket()) {
            taken.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), ports.kafka()));
            assertFails(
                    () -> ports.requireFree(false),
                    "Port %d (Kafka) is already in use by java (process %d): stop that, or choose other ports with"
                            .formatted(ports.kafka(), ProcessHandle.current().pid()));
        }
    }

    @Test
    void anotherPlatformIsRefused() {
        assertFails(() -> Requirements.requirePlatform("Mac OS X", "aarch64"), "this is Mac OS X on aarch64");
        Requirements.requirePlatform("Linux", "amd64");
    }

    @Test
    void aFullDiskIsRefused() {
        Requirements.requireDisk(folder, Requirements.DISK_FREE_BYTES_MIN);
        assertFails(
                () -> Requirements.requireDisk(folder, Requirements.DISK_FREE_BYTES_MIN - 1),
                "Only 2047 MB are free at " + folder + ", Fovea needs 2048");
    }

    @Test
    void aFolderInUseIsNamedWithItsHolder() throws Exception {
        try (var held = DataDirectory.hold(folder)) {
            assertFails(
                    () -> DataDirectory.hold(folder),
                    "in use by another Fovea (process %d)"
                            .formatted(ProcessHandle.current().pid()));
            assertThat(held.folder("media")).isDirectory();
        }
        DataDirectory.hold(folder).close();
    }

    @Test
    void secretsStayAndAreTheOwnersOnly() throws Exception {
        String made = new Secrets(folder).password("postgres");
        assertThat(made).hasSize(32);
        assertThat(new Secrets(folder).password("postgres")).isEqualTo(made);
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(folder.resolve("postgres"))))
                .isEqualTo("rw-------");
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(folder)))
                .isEqualTo("rwx------");
    }

    private static void assertFails(ThrowingCallable call, String line) {
        assertThatThrownBy(call)
                .isInstanceOf(StartFailure.class)
                .hasMessageContaining(line)
                .hasMessageNotContaining("\n");
    }
}
