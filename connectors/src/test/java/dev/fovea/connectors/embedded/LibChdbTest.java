package dev.fovea.connectors.embedded;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LibChdbTest {
    @TempDir
    private Path folder;

    @Test
    void saysThatNpmIsMissing() {
        assertThatThrownBy(() -> LibChdb.install(folder, _ -> {}, "no-such-npm"))
                .isInstanceOf(LibChdb.Unavailable.class)
                .hasMessageContaining("install Node.js")
                .hasMessageContaining("CLICKHOUSE_URL");
        assertThat(folder.resolve("clickhouse")).isDirectoryNotContaining("glob:**installing-*");
    }

    @Test
    void saysWhatNpmSaid() throws IOException {
        Path npm = script("echo 'npm error code E404'; echo 'npm error 404 not found'; exit 1");

        assertThatThrownBy(() -> LibChdb.install(folder, _ -> {}, npm.toString()))
                .isInstanceOf(LibChdb.Unavailable.class)
                .hasMessageContaining("code E404; 404 not found")
                .message()
                .doesNotContain("\n");
    }

    @Test
    void givesTheLibraryItsNameWhenItIsWhole() throws IOException {
        Path npm = script("mkdir -p node_modules/@chdb/lib-linux-x64-gnu"
                + " && cp package-lock.json node_modules/@chdb/lib-linux-x64-gnu/libchdb.so");
        List<String> progress = new ArrayList<>();

        Path library = LibChdb.install(folder, progress::add, npm.toString());

        assertThat(library).isEqualTo(LibChdb.installed(folder)).isRegularFile();
        assertThat(progress).last().asString().contains("installed");
        assertThat(LibChdb.install(folder, progress::add, "no-such-npm")).isEqualTo(library);
        assertThat(folder.resolve("clickhouse")).isDirectoryNotContaining("glob:**installing-*");
    }

    @Test
    void pinsThePackageAndNoRegistry() throws IOException {
        try (var lock = LibChdb.class.getResourceAsStream("package-lock.json")) {
            assertThat(lock).isNotNull();
            assertThat(new String(lock.readAllBytes(), StandardCharsets.UTF_8))
                    .contains("\"version\": \"" + LibChdb.VERSION + "-stable.1\"", "\"integrity\": \"sha512-")
                    .doesNotContain("resolved", "http");
        }
    }

    @Test
    void saysThatTheProcessorIsTooOld() throws IOException {
        Path cpuinfo = Files.writeString(folder.resolve("cpuinfo"), "processor : 0\nflags : fpu sse4_2 avx\n");

        assertThatThrownBy(() -> LibChdb.requireProcessor(cpuinfo, _ -> {}))
                .isInstanceOf(LibChdb.Unavailable.class)
                .hasMessageContaining("AVX2");

        Files.writeString(cpuinfo, "flags : fpu avx avx2 bmi2\n");
        LibChdb.requireProcessor(cpuinfo, _ -> {});
    }

    private Path script(String body) throws IOException {
        Path npm = Files.writeString(folder.resolve("npm"), "#!/bin/sh\n" + body + "\n");
        assertThat(npm.toFile().setExecutable(true)).isTrue();
        return npm;
    }
}
