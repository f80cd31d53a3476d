package dev.fovea.platform.media;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.fovea.platform.media.SourceUploads.PresignedPart;
import dev.fovea.platform.media.SourceUploads.StoredPart;
import dev.fovea.testing.TestS3;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Clock;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.http.urlconnection.UrlConnectionHttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.S3Configuration;
import software.amazon.awssdk.services.s3.presigner.S3Presigner;

/** The same promises over S3, and uploads whose parts go straight there. */
class S3MediaIT extends MediaStoreContract {

    private static final int PART_BYTES = 5 * 1024 * 1024;

    private static final TestS3 S3 = TestS3.start();
    private static MediaStore store;
    private static S3SourceUploads sources;

    private final HttpClient http = HttpClient.newHttpClient();

    @BeforeAll
    static void connect() {
        var credentials =
                StaticCredentialsProvider.create(AwsBasicCredentials.create(TestS3.ACCESS_KEY, TestS3.SECRET_KEY));
        S3Client client = S3Client.builder()
                .httpClient(UrlConnectionHttpClient.create())
                .region(Region.US_EAST_1)
                .credentialsProvider(credentials)
                .forcePathStyle(true)
                .endpointOverride(S3.endpoint())
                .build();
        S3Presigner presigner = S3Presigner.builder()
                .region(Region.US_EAST_1)
                .credentialsProvider(credentials)
                .endpointOverride(S3.endpoint())
                .serviceConfiguration(
                        S3Configuration.builder().pathStyleAccessEnabled(true).build())
                .build();
        store = new S3MediaStore(client, TestS3.BUCKET);
        sources = new S3SourceUploads(client, presigner, TestS3.BUCKET, store, Clock.systemUTC());
    }

    @Override
    MediaStore store() {
        return store;
    }

    private HttpResponse<String> put(URI url, byte[] bytes) throws Exception {
        return http.send(
                HttpRequest.newBuilder(url)
                        .PUT(BodyPublishers.ofByteArray(bytes))
                        .build(),
                BodyHandlers.ofString());
    }

    @Test
    void partsThatABrowserPutsBecomeOneSource() throws Exception {
        String name = "sources/multipart/1";
        String upload = sources.begin(name);
        List<PresignedPart> urls = sources.presign(name, upload, List.of(1, 2));
        for (PresignedPart url : urls) {
            HttpResponse<String> answer = put(url.url(), new byte[url.number() == 1 ? PART_BYTES : 10]);
            assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        }
        List<StoredPart> parts = sources.parts(name, upload);
        assertThat(parts).extracting(StoredPart::number).containsExactly(1, 2);
        assertThat(parts).extracting(StoredPart::sizeBytes).containsExactly((long) PART_BYTES, 10L);
        sources.complete(name, upload, parts);
        assertThat(store.stat(name))
                .hasValueSatisfying(it -> assertThat(it.sizeBytes()).isEqualTo(PART_BYTES + 10));
        // The answer was lost: told again, it changes nothing; and nothing is left of the parts.
        sources.complete(name, upload, parts);
        assertThat(sources.parts(name, upload)).isEmpty();
    }

    @Test
    void aChangedUrlIsRefused() throws Exception {
        String name = "sources/forged/1";
        String upload = sources.begin(name);
        URI url = sources.presign(name, upload, List.of(1)).getFirst().url();
        URI otherPart = URI.create(url.toString().replace("partNumber=1", "partNumber=2"));
        assertThat(put(otherPart, new byte[1]).statusCode()).isEqualTo(403);
        URI otherObject = URI.create(url.toString().replace("sources/forged/1", "sources/forged/2"));
        assertThat(put(otherObject, new byte[1]).statusCode()).isEqualTo(403);
        sources.abort(name, upload);
    }

    @Test
    void whatIsAbortedIsGoneAndMayBeAbortedAgain() throws Exception {
        String name = "sources/aborted/1";
        String upload = sources.begin(name);
        put(sources.presign(name, upload, List.of(1)).getFirst().url(), new byte[10]);
        sources.abort(name, upload);
        sources.abort(name, upload);
        assertThat(sources.parts(name, upload)).isEmpty();
        assertThat(store.stat(name)).isEmpty();
        assertThatExceptionOfType(IOException.class)
                .isThrownBy(() -> sources.complete(name, upload, List.of(new StoredPart(1, 10, "x"))));
    }

    @Test
    void partsAreAsManyAsTheStoreTakes() {
        assertThat(sources.partSizeBytes(1)).isEqualTo(16L * 1024 * 1024);
        long huge = 5L * 1024 * 1024 * 1024 * 1024;
        assertThat(sources.partSizeBytes(huge) * 10_000).isGreaterThanOrEqualTo(huge);
    }
}
