package dev.fovea.platform.media;

import java.io.IOException;
import java.net.URI;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.CompletedPart;
import software.amazon.awssdk.services.s3.model.NoSuchUploadException;
import software.amazon.awssdk.services.s3.presigner.S3Presigner;

/** Multipart uploads whose parts the browser puts itself. */
final class S3SourceUploads implements SourceUploads.Multipart {

    /** Below the 100 MB at which common proxies cut requests off. */
    private static final long PART_BYTES_PREFERRED = 16L * 1024 * 1024;

    private static final int PARTS_MAX = 10_000;
    private static final Duration URL_VALID = Duration.ofHours(1);

    private final S3Client s3;
    private final S3Presigner presigner;
    private final String bucket;
    private final MediaStore store;
    private final Clock clock;

    S3SourceUploads(S3Client s3, S3Presigner presigner, String bucket, MediaStore store, Clock clock) {
        this.s3 = s3;
        this.presigner = presigner;
        this.bucket = bucket;
        this.store = store;
        this.clock = clock;
    }

    @Override
    public long partSizeBytes(long sizeBytes) {
        return Math.max(PART_BYTES_PREFERRED, (sizeBytes + PARTS_MAX - 1) / PARTS_MAX);
    }

    @Override
    public String begin(String name) throws IOException {
        ObjectNames.checked(name);
        try {
            return s3.createMultipartUpload(r -> r.bucket(bucket).key(name)).uploadId();
        } catch (SdkException e) {
            throw new IOException("S3 did not begin an upload", e);
        }
    }

    @Override
    public List<PresignedPart> presign(String name, String uploadId, List<Integer> numbers) {
        Instant expiresAt = clock.instant().plus(URL_VALID);
        return numbers.stream()
                .map(number -> new PresignedPart(number, presigned(name, uploadId, number), expiresAt))
                .toList();
    }

    private URI presigned(String name, String uploadId, int number) {
        return URI.create(presigner
                .presignUploadPart(p -> p.signatureDuration(URL_VALID)
                        .uploadPartRequest(r ->
                                r.bucket(bucket).key(name).uploadId(uploadId).partNumber(number)))
                .url()
                .toString());
    }

    @Override
    public List<StoredPart> parts(String name, String uploadId) throws IOException {
        try {
            var parts = new ArrayList<StoredPart>();
            s3.listPartsPaginator(r -> r.bucket(bucket).key(name).uploadId(uploadId))
                    .parts()
                    .forEach(part -> parts.add(new StoredPart(part.partNumber(), part.size(), part.eTag())));
            return parts;
        } catch (NoSuchUploadException e) {
            return List.of();
        } catch (SdkException e) {
            throw new IOException("S3 did not list the parts", e);
        }
    }

    @Override
    public void complete(String name, String uploadId, List<StoredPart> parts) throws IOException {
        try {
            s3.completeMultipartUpload(r -> r.bucket(bucket)
                    .key(name)
                    .uploadId(uploadId)
                    .multipartUpload(m -> m.parts(parts.stream()
                            .sorted(Comparator.comparingInt(StoredPart::number))
                            .map(part -> CompletedPart.builder()
                                    .partNumber(part.number())
                                    .eTag(part.etag())
                                    .build())
                            .toList())));
        } catch (NoSuchUploadException e) {
            // The answer to an earlier completion was lost; the object says whether it was one.
            if (store.stat(name).isEmpty()) {
                throw new IOException("S3 knows neither this upload nor its object", e);
            }
        } catch (SdkException e) {
            throw new IOException("S3 did not complete the upload", e);
        }
    }

    @Override
    public void abort(String name, String uploadId) throws IOException {
        try {
            s3.abortMultipartUpload(r -> r.bucket(bucket).key(name).uploadId(uploadId));
        } catch (NoSuchUploadException e) {
            return;
        } catch (SdkException e) {
            throw new IOException("S3 did not abort the upload", e);
        }
    }
}
