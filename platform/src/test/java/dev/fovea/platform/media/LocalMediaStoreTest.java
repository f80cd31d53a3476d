package dev.fovea.platform.media;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
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
    void removesWhatADeadProcessLeftAndNothingOfTheLiving() throws IOException {
        Path arriving = root.resolve(".arriving");
        Files.createFile(arriving.resolve("dead.lock"));
        Files.write(arriving.resolve("dead-1"), new byte[1]);
        Path living = Files.list(arriving)
                .filter(file -> !file.getFileName().toString().startsWith("dead"))
                .findFirst()
                .orElseThrow();
        new LocalMediaStore(root);
        try (Stream<Path> files = Files.list(arriving)) {
            assertThat(files.map(file -> file.getFileName().toString()))
                    .hasSize(2) // a lock for each store
                    .contains(living.getFileName().toString())
                    .allMatch(name -> name.endsWith(".lock") && !name.startsWith("dead"));
        }
    }

    @Test
    void leavesNoTemporaryFileAndNoEmptyFolder() throws IOException {
        store.put("left/over/x.bin", new byte[10]);
        store.delete("left/over/x.bin");
        try (Stream<Path> files = Files.list(root)) {
            assertThat(files.map(file -> file.getFileName().toString())).containsExactly(".arriving");
        }
        try (Stream<Path> files = Files.list(root.resolve(".arriving"))) {
            assertThat(files).allMatch(file -> file.toString().endsWith(".lock"));
        }
    }
}
