package dev.fovea.transcode.encode;

import dev.fovea.contracts.id.VideoId;
import dev.fovea.contracts.media.MediaLayout;
import dev.fovea.platform.media.MediaStore;
import java.io.IOException;
import java.util.Arrays;

/**
 * Stores objects of one generation under names of their content; doing it twice is doing it once, and mends what was
 * damaged meanwhile.
 */
public final class Deposit {

    private final MediaStore store;
    private final String folder;

    public Deposit(MediaStore store, VideoId video, int generation) {
        this.store = store;
        this.folder = MediaLayout.generation(video, generation);
    }

    /** @param stem name without hash and ending, such as {@code 720p/s_00012} */
    public StoredObject put(String stem, String ending, byte[] bytes) throws IOException {
        String hash = ContentNames.sha256(bytes);
        var object = new StoredObject(ContentNames.named(stem, hash, ending), hash, bytes.length);
        if (!holds(object, bytes)) {
            store.put(folder + object.name(), bytes);
        }
        return object;
    }

    private boolean holds(StoredObject object, byte[] bytes) throws IOException {
        return store.stat(folder + object.name())
                        .filter(found -> found.sizeBytes() == bytes.length)
                        .isPresent()
                && Arrays.equals(read(object), bytes);
    }

    public byte[] read(StoredObject object) throws IOException {
        try (var in = store.read(folder + object.name(), 0, object.sizeBytes())) {
            return in.readAllBytes();
        }
    }

    /** A part of an object. */
    public byte[] read(StoredObject object, long from, int length) throws IOException {
        try (var in = store.read(folder + object.name(), from, length)) {
            return in.readAllBytes();
        }
    }
}
