package dev.fovea.platform.media;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.fovea.contracts.InvalidValue;
import dev.fovea.platform.media.MediaStore.NoSuchObject;
import dev.fovea.platform.media.MediaStore.StoredObject;
import dev.fovea.testing.Seeds;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What every store promises; nobody outside this package can tell one from the other. */
abstract class MediaStoreContract {

    @TempDir
    Path temporary;

    abstract MediaStore store();

    private static byte[] bytes(int length) {
        byte[] bytes = new byte[length];
        Seeds.random(length).nextBytes(bytes);
        return bytes;
    }

    private byte[] read(String name, long from, long length) throws IOException {
        try (InputStream in = store().read(name, from, length)) {
            return in.readAllBytes();
        }
    }

    @Test
    void givesBackWhatWasPutWholeAndInParts() throws IOException {
        byte[] bytes = bytes(100_000);
        store().put("a/b/whole.bin", bytes);
        assertThat(store().stat("a/b/whole.bin")).hasValue(new StoredObject("a/b/whole.bin", 100_000));
        assertThat(read("a/b/whole.bin", 0, Long.MAX_VALUE)).isEqualTo(bytes);
        assertThat(read("a/b/whole.bin", 0, 100_000)).isEqualTo(bytes);
        assertThat(read("a/b/whole.bin", 99_990, 100)).isEqualTo(Arrays.copyOfRange(bytes, 99_990, 100_000));
        assertThat(read("a/b/whole.bin", 5, 7)).isEqualTo(Arrays.copyOfRange(bytes, 5, 12));
        assertThat(read("a/b/whole.bin", 5, 0)).isEmpty();
        assertThat(read("a/b/whole.bin", 100_000, 10)).isEmpty();
        assertThat(read("a/b/whole.bin", 99_998, Long.MAX_VALUE)).hasSize(2);
    }

    @Test
    void putsAndFetchesFiles() throws IOException {
        Path file = Files.write(temporary.resolve("in"), bytes(3_000));
        store().put("files/x.mp4", file);
        Path fetched = Files.writeString(temporary.resolve("out"), "what was there before, which is longer");
        store().fetch("files/x.mp4", fetched);
        assertThat(fetched).hasSameBinaryContentAs(file);
    }

    @Test
    void anEmptyObjectIsOne() throws IOException {
        store().put("empty/e.vtt", new byte[0]);
        assertThat(store().stat("empty/e.vtt")).hasValue(new StoredObject("empty/e.vtt", 0));
        assertThat(read("empty/e.vtt", 0, 0)).isEmpty();
        assertThat(read("empty/e.vtt", 0, 10)).isEmpty();
    }

    @Test
    void aSecondPutReplacesTheFirst() throws IOException {
        store().put("twice/t.json", bytes(500));
        store().put("twice/t.json", bytes(20));
        assertThat(read("twice/t.json", 0, 1_000)).isEqualTo(bytes(20));
    }

    @Test
    void whatIsNotThereIsSaidSo() throws IOException {
        assertThat(store().stat("none/n.mp4")).isEmpty();
        assertThatExceptionOfType(NoSuchObject.class).isThrownBy(() -> read("none/n.mp4", 0, 1));
        assertThatExceptionOfType(NoSuchObject.class)
                .isThrownBy(() -> store().fetch("none/n.mp4", temporary.resolve("none")));
        store().delete("none/n.mp4");
        store().deleteAll("none/");
        assertThat(store().list("none/")).isEmpty();
    }

    @Test
    void aFolderIsNoObject() throws IOException {
        store().put("folder/f/x.bin", bytes(1));
        assertThat(store().stat("folder/f")).isEmpty();
        assertThatExceptionOfType(NoSuchObject.class).isThrownBy(() -> read("folder/f", 0, 1));
    }

    @Test
    void listsAndDeletesWhatLiesBelowAPrefixAndNothingElse() throws IOException {
        store().put("list/1/b.bin", bytes(2));
        store().put("list/1/a/c.bin", bytes(3));
        store().put("list/10/x.bin", bytes(4));
        assertThat(store().list("list/1/"))
                .containsExactly(new StoredObject("list/1/a/c.bin", 3), new StoredObject("list/1/b.bin", 2));
        store().delete("list/1/b.bin");
        assertThat(store().stat("list/1/b.bin")).isEmpty();
        store().deleteAll("list/1/");
        assertThat(store().list("list/1/")).isEmpty();
        assertThat(store().list("list/")).containsExactly(new StoredObject("list/10/x.bin", 4));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "/a",
                "a/",
                "a//b",
                "../a",
                "a/../b",
                "a/./b",
                ".hidden",
                "a/.hidden",
                "a b",
                "a\\b",
                "a\u0000b",
                "ä"
            })
    void refusesEverySpellingButTheOne(String name) {
        assertThatExceptionOfType(InvalidValue.class).isThrownBy(() -> store().put(name, new byte[1]));
        assertThatExceptionOfType(InvalidValue.class).isThrownBy(() -> store().stat(name));
        assertThatExceptionOfType(InvalidValue.class).isThrownBy(() -> store().read(name, 0, 1));
        assertThatExceptionOfType(InvalidValue.class).isThrownBy(() -> store().delete(name));
        assertThatExceptionOfType(InvalidValue.class).isThrownBy(() -> store().list(name + "/"));
    }
}
