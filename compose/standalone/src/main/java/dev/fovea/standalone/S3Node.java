package dev.fovea.standalone;

import java.net.URI;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import org.gaul.s3proxy.BlobStores;
import org.gaul.s3proxy.CrossOriginResourceSharing;
import org.gaul.s3proxy.S3Proxy;
import org.gaul.s3proxy.auth.AuthenticationType;

/** An S3 of our own over a folder, which refuses what is not signed: to run the S3 mode without a cloud. */
final class S3Node {

    private static final String PROVIDER = "filesystem-nio2";
    private static final String ACCESS_KEY = "fovea";

    private final S3Proxy proxy;
    private final URI endpoint;
    private final String secretKey;

    private S3Node(S3Proxy proxy, URI endpoint, String secretKey) {
        this.proxy = proxy;
        this.endpoint = endpoint;
        this.secretKey = secretKey;
    }

    /** @param bucket is there when this returns */
    static S3Node start(Path home, int port, String secretKey, String bucket, String siteOrigin) throws Exception {
        var folder = new Properties();
        folder.setProperty("s3proxy.provider", PROVIDER);
        folder.setProperty("jclouds.provider", PROVIDER);
        folder.setProperty("jclouds.filesystem.basedir", home.toString());
        folder.setProperty("jclouds.identity", "unused");
        folder.setProperty("jclouds.credential", "unused");
        var store = BlobStores.create(PROVIDER, folder);
        if (!store.containerExists(bucket)) {
            store.createContainer(bucket);
        }
        var endpoint = URI.create("http://localhost:" + port);
        var proxy = S3Proxy.builder()
                .blobStore(store)
                .endpoint(URI.create("http://127.0.0.1:" + port))
                .awsAuthentication(AuthenticationType.AWS_V4, ACCESS_KEY, secretKey)
                .corsRules(new CrossOriginResourceSharing(
                        List.of(siteOrigin), List.of("GET", "HEAD", "PUT"), List.of("*"), List.of("ETag"), "false"))
                .build();
        proxy.start();
        return new S3Node(proxy, endpoint, secretKey);
    }

    /** What the media store must know of it. */
    Map<String, Object> properties() {
        return Map.of(
                "fovea.media.s3.endpoint",
                endpoint.toString(),
                "fovea.media.s3.access-key",
                ACCESS_KEY,
                "fovea.media.s3.secret-key",
                secretKey,
                "fovea.access.content-sources[0]",
                endpoint.toString());
    }

    void stop() throws Exception {
        proxy.stop();
    }
}
