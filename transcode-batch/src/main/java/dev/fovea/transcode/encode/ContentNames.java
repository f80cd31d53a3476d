package dev.fovea.transcode.encode;

import dev.fovea.platform.hash.Sha256;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;

/** Objects named by what they hold: another content is another name, so that nothing is ever replaced. */
public final class ContentNames {

    private static final int DIGITS = 12;
    private static final int BUFFER_BYTES = 1 << 16;

    private ContentNames() {}

    public static String sha256(byte[] bytes) {
        return Sha256.hexOf(bytes);
    }

    public static String sha256(Path file) throws IOException {
        MessageDigest digest = Sha256.digest();
        byte[] buffer = new byte[BUFFER_BYTES];
        try (InputStream in = Files.newInputStream(file)) {
            for (int read = in.read(buffer); read >= 0; read = in.read(buffer)) {
                digest.update(buffer, 0, read);
            }
        }
        return HexFormat.of().formatHex(digest.digest());
    }

    /** {@code stem-<12 hex digits>.ending}. */
    public static String named(String stem, String sha256, String ending) {
        return stem + "-" + sha256.substring(0, DIGITS) + "." + ending;
    }

    /** Of each beginning of a stream. @param lengths ascending */
    public static List<String> sha256OfBeginnings(InputStream in, List<Long> lengths) throws IOException {
        MessageDigest digest = Sha256.digest();
        byte[] buffer = new byte[BUFFER_BYTES];
        var hashes = new ArrayList<String>();
        long at = 0;
        for (long length : lengths) {
            int read = 0;
            while (at < length && read >= 0) {
                read = in.read(buffer, 0, (int) Math.min(buffer.length, length - at));
                if (read > 0) {
                    digest.update(buffer, 0, read);
                    at += read;
                }
            }
            hashes.add(sha256SoFar(digest));
        }
        return hashes;
    }

    /** The digest may go on. */
    static String sha256SoFar(MessageDigest digest) {
        try {
            return HexFormat.of().formatHex(((MessageDigest) digest.clone()).digest());
        } catch (CloneNotSupportedException e) {
            throw new IllegalStateException(e); // Java's own can
        }
    }
}
