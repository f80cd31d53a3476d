package dev.fovea.testing;

import java.io.IOException;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Properties;
import org.gaul.s3proxy.BlobStores;
import org.gaul.s3proxy.CrossOriginResourceSharing;
import org.gaul.s3proxy.S3Proxy;
import org.gaul.s3proxy.auth.AuthenticationType;
import org.springframework.test.context.DynamicPropertyRegistry;

/**
 * An S3 in this process, with one empty bucket, that refuses what is not signed as it must be. A module that uses it
 * declares {@code org.gaul:s3proxy} for its tests.
 */
public final class TestS3 {

    public static final String BUCKET = "fovea-test";
    public static final String ACCESS_KEY = "test-access";
    public static final String SECRET_KEY = "test-secret";
    private static final String PROVIDER = "filesystem-nio2";

    private final URI endpoint;

    private TestS3(URI endpoint) {
        this.endpoint = endpoint;
    }

    /** It ends with the process. */
    public static TestS3 start() {
        try {
            Path home = Files.createTempDirectory(Path.of("target").toAbsolutePath(), "s3-");
            var folder = new Properties();
            folder.setProperty("s3proxy.provider", PROVIDER);
            folder.setProperty("jclouds.provider", PROVIDER);
            folder.setProperty("jclouds.filesystem.basedir", home.toString());
            folder.setProperty("jclouds.identity", "unused");
            folder.setProperty("jclouds.credential", "unused");
            var blobs = BlobStores.create(PROVIDER, folder);
            blobs.createContainer(BUCKET);
            URI endpoint = URI.create("http://127.0.0.1:" + freePort());
            S3Proxy.builder()
                    .blobStore(blobs)
                    .endpoint(endpoint)
                    .awsAuthentication(AuthenticationType.AWS_V4, ACCESS_KEY, SECRET_KEY)
                    .corsRules(new CrossOriginResourceSharing(
                            List.of("http://site.test"),
                            List.of("GET", "HEAD", "PUT"),
                            List.of("*"),
                            List.of("ETag"),
                            "false"))
                    .build()
                    .start();
            return new TestS3(endpoint);
        } catch (Exception e) {
            throw new IllegalStateException("the S3 of this test did not start", e);
        }
    }

    private static int freePort() throws IOException {
        try (var socket = new ServerSocket(0)) {
            return socket.getLocalPort();
        }
    }

    public URI endpoint() {
        return endpoint;
    }

    /** Makes a context store its media here. */
    public void use(DynamicPropertyRegistry properties) {
        properties.add("fovea.media.store", () -> "s3");
        properties.add("fovea.media.s3.endpoint", endpoint::toString);
        properties.add("fovea.media.s3.bucket", () -> BUCKET);
        properties.add("fovea.media.s3.access-key", () -> ACCESS_KEY);
        properties.add("fovea.media.s3.secret-key", () -> SECRET_KEY);
    }
}
