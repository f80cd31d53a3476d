package dev.fovea.platform.media;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LocalMediaStoreTest extends MediaStoreContract {

    @TempDir
    Path root;

    private LocalMediaStore store;

    @BeforeEach
    void open() throws IOException {
        store = new LocalMediaStore(root);
    }

    @Override
    MediaStore store() {
        return store;
    }

    @Test
    void aReaderSeesTheOldOrTheNewBytesNeverAMix() throws Exception {
        byte[] ones = new byte[200_000];
        byte[] twos = new byte[200_000];
        Arrays.fill(ones, (byte) 1);
        Arrays.fill(twos, (byte) 2);
        store.put("mix/m.bin", ones);
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            Future<?> writer = threads.submit(() -> {
                for (int i = 0; i < 50; i++) {
                    store.put("mix/m.bin", i % 2 == 0 ? twos : ones);
                }
                return null;
            });
            while (!writer.isDone()) {
                try (InputStream in = store.read("mix/m.bin", 0, ones.length)) {
                    byte[] read = in.readAllBytes();
                    assertThat(Arrays.equals(read, ones) || Arrays.equals(read, twos))
                            .isTrue();
                }
            }
            writer.get();
        }
    }

    @Test
    void deletingTheLastObjectOfAFolderDoesNotLoseOneThatIsJustStored() throws Exception {
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Callable<Void>> work = IntStream.range(0, 200)
                    .<Callable<Void>>mapToObj(i -> () -> {
                        store.put("race/deep/%d.bin".formatted(i), new byte[] {1});
                        if (i % 2 == 0) {
                            store.delete("race/deep/%d.bin".formatted(i));
                        }
                        return null;
                    })
                    .toList();
            for (Future<Void> done : threads.invokeAll(work)) {
                done.get();
            }
        }
        assertThat(store.list("race/")).hasSize(100);
    }

    @Test
    void removesWhatAPutThatDiedLeftLongAgoAndNothingYounger() throws IOException {
        Path old = Files.write(root.resolve(".arriving").resolve("old"), new byte[1]);
        Files.setLastModifiedTime(old, FileTime.from(Instant.now().minus(Duration.ofDays(2))));
        Path young = Files.write(root.resolve(".arriving").resolve("young"), new byte[1]);
        new LocalMediaStore(root);
        assertThat(old).doesNotExist();
        assertThat(young).exists();
    }

    @Test
    void leavesNoTemporaryFileAndNoEmptyFolder() throws IOException {
        store.put("left/over/x.bin", new byte[10]);
        store.delete("left/over/x.bin");
        try (Stream<Path> files = Files.list(root)) {
            assertThat(files.map(file -> file.getFileName().toString())).containsExactly(".arriving");
        }
        assertThat(root.resolve(".arriving")).isEmptyDirectory();
    }
}
