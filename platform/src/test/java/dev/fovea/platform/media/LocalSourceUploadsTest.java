package dev.fovea.platform.media;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.fovea.platform.media.SourceUploads.Appending;
import dev.fovea.platform.media.SourceUploads.StorageFull;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LocalSourceUploadsTest {

    private static final String NAME = "sources/v/1";

    @TempDir
    Path root;

    private static byte[] bytes(String text) {
        return text.getBytes(java.nio.charset.StandardCharsets.US_ASCII);
    }

    @Test
    void goesOnWhereItIsToldAndCutsOffWhatLiesBeyond() throws IOException {
        var sources = new LocalSourceUploads(root);
        try (Appending file = sources.open(NAME, 0)) {
            file.write(bytes("__01234__"), 2, 5);
            assertThat(file.position()).isEqualTo(5);
            file.force();
        }
        try (Appending file = sources.open(NAME, 3)) {
            assertThat(file.position()).isEqualTo(3);
            file.write(bytes("xy"), 0, 2);
        }
        assertThat(root.resolve(NAME)).hasContent("012xy");
        assertThat(new LocalMediaStore(root).stat(NAME)).isPresent();
    }

    @Test
    void saysWhenTheDiskHoldsLessThanIsThought() throws IOException {
        var sources = new LocalSourceUploads(root);
        try (Appending file = sources.open(NAME, 0)) {
            file.write(bytes("012"), 0, 3);
        }
        try (Appending file = sources.open(NAME, 10)) {
            assertThat(file.position()).isEqualTo(3);
        }
    }

    /** On a real file system of one megabyte, where this process may mount one. */
    @Test
    void aFullDiskKeepsWhatItTook() throws Exception {
        Path small = Files.createDirectory(root.resolve("small"));
        assumeTrue(run("mount", "-t", "tmpfs", "-o", "size=1m", "tmpfs", small.toString()));
        try {
            var sources = new LocalSourceUploads(small);
            try (Appending file = sources.open(NAME, 0)) {
                byte[] some = new byte[300_000];
                assertThatExceptionOfType(StorageFull.class).isThrownBy(() -> {
                    for (int i = 0; i < 10; i++) {
                        file.write(some, 0, some.length);
                    }
                });
                file.force();
                assertThat(file.position()).isBetween(900_000L, 1_048_576L);
                assertThat(Files.size(small.resolve(NAME))).isEqualTo(file.position());
            }
        } finally {
            assertThat(run("umount", small.toString())).isTrue();
        }
    }

    private static boolean run(String... command) throws Exception {
        try {
            return new ProcessBuilder(command).redirectErrorStream(true).start().waitFor() == 0;
        } catch (IOException e) {
            return false;
        }
    }
}
