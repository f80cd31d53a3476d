package dev.fovea.ingest.upload;

import dev.fovea.contracts.problem.ProblemType;
import dev.fovea.platform.problem.ClientProblem;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The digest that a chunk must have: tus's {@code Upload-Checksum: sha1 <base64>}. */
final class Checksum {

    /** tus's names to Java's. */
    private static final Map<String, String> ALGORITHMS =
            Map.of("md5", "MD5", "sha1", "SHA-1", "sha256", "SHA-256", "sha512", "SHA-512");

    static final String NAMES = "md5,sha1,sha256,sha512";

    private final MessageDigest digest;
    private final byte[] expected;

    private Checksum(MessageDigest digest, byte[] expected) {
        this.digest = digest;
        this.expected = expected;
    }

    static @Nullable Checksum parse(@Nullable String header) {
        if (header == null) {
            return null;
        }
        String[] parts = header.strip().split(" ", 2);
        String algorithm = ALGORITHMS.get(parts[0]);
        if (algorithm == null || parts.length != 2) {
            throw invalid("is \"<algorithm> <base64>\", with one of " + NAMES);
        }
        try {
            return new Checksum(
                    MessageDigest.getInstance(algorithm), Base64.getDecoder().decode(parts[1].strip()));
        } catch (IllegalArgumentException e) {
            throw invalid("is not base64");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    private static ClientProblem invalid(String why) {
        return new ClientProblem(ProblemType.INVALID_REQUEST, "Upload-Checksum " + why);
    }

    void update(byte[] bytes, int length) {
        digest.update(bytes, 0, length);
    }

    /** Ends the digest. */
    boolean matches() {
        return MessageDigest.isEqual(digest.digest(), expected);
    }
}
