package dev.fovea.ingest.catalog;

import dev.fovea.contracts.id.VideoId;
import dev.fovea.contracts.media.MediaLayout;
import dev.fovea.platform.hash.Sha256;
import dev.fovea.platform.media.MediaStore;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import org.springframework.stereotype.Component;

/** Captions and chapters in the media store, named by what is in them. */
@Component
public class TextObjects {

    private static final String FOLDER = "texts/";
    private static final int HASH_BYTES = 6;

    private final MediaStore store;
    private final Removals removals;

    TextObjects(MediaStore store, Removals removals) {
        this.store = store;
        this.removals = removals;
    }

    /** @return its name below the generation's folder of a media path */
    String put(VideoId id, String name, TimedText text) throws IOException {
        byte[] bytes = text.toWebVtt().getBytes(StandardCharsets.UTF_8);
        String object = "%s%s-%s.vtt".formatted(FOLDER, name, hashOf(bytes));
        store.put(storedNameOf(id, object), bytes);
        return object;
    }

    /** With the transaction that forgets it. */
    void forget(VideoId id, String object) {
        removals.request(storedNameOf(id, object));
    }

    /** Whether a name below the generation's folder of a media path is one of these. */
    public static boolean isText(String object) {
        return object.startsWith(FOLDER);
    }

    /** Where {@link #isText} objects of all generations lie in the store. */
    public static String storedNameOf(VideoId id, String object) {
        return MediaLayout.texts(id) + object.substring(FOLDER.length());
    }

    private static String hashOf(byte[] bytes) {
        return HexFormat.of().formatHex(Sha256.of(bytes), 0, HASH_BYTES);
    }
}
