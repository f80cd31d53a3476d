package dev.fovea.platform.media;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.NoSuchKeyException;
import software.amazon.awssdk.services.s3.model.S3Exception;

/** Objects in one bucket of an S3-compatible service. */
final class S3MediaStore implements MediaStore {

    private static final int NOT_FOUND = 404;
    /** The object ends before the range begins. */
    private static final int NOTHING_THERE = 416;

    private final S3Client s3;
    private final String bucket;

    S3MediaStore(S3Client s3, String bucket) {
        this.s3 = s3;
        this.bucket = bucket;
    }

    @Override
    public void put(String name, Path file) throws IOException {
        put(name, RequestBody.fromFile(file));
    }

    @Override
    public void put(String name, byte[] bytes) throws IOException {
        put(name, RequestBody.fromBytes(bytes));
    }

    private void put(String name, RequestBody body) throws IOException {
        ObjectNames.checked(name);
        try {
            s3.putObject(r -> r.bucket(bucket).key(name).contentType(ContentTypes.of(name)), body);
        } catch (SdkException e) {
            throw new IOException("S3 did not store " + name, e);
        }
    }

    @Override
    public Optional<StoredObject> stat(String name) throws IOException {
        ObjectNames.checked(name);
        try {
            var head = s3.headObject(r -> r.bucket(bucket).key(name));
            return Optional.of(new StoredObject(name, head.contentLength()));
        } catch (S3Exception e) {
            if (e.statusCode() == NOT_FOUND) {
                return Optional.empty();
            }
            throw new IOException("S3 did not tell of " + name, e);
        } catch (SdkException e) {
            throw new IOException("S3 did not tell of " + name, e);
        }
    }

    @Override
    public InputStream read(String name, long from, long length) throws IOException {
        ObjectNames.checked(name);
        if (length <= 0) {
            return InputStream.nullInputStream();
        }
        // A length beyond all numbers means the rest.
        String to = length > Long.MAX_VALUE - from ? "" : Long.toString(from + length - 1);
        try {
            return s3.getObject(r -> r.bucket(bucket).key(name).range("bytes=" + from + "-" + to));
        } catch (NoSuchKeyException e) {
            throw new NoSuchObject(name);
        } catch (S3Exception e) {
            if (e.statusCode() == NOTHING_THERE) {
                return InputStream.nullInputStream();
            }
            throw new IOException("S3 did not give " + name, e);
        } catch (SdkException e) {
            throw new IOException("S3 did not give " + name, e);
        }
    }

    @Override
    public void fetch(String name, Path file) throws IOException {
        ObjectNames.checked(name);
        Files.deleteIfExists(file);
        try {
            s3.getObject(r -> r.bucket(bucket).key(name), file);
        } catch (NoSuchKeyException e) {
            throw new NoSuchObject(name);
        } catch (SdkException e) {
            throw new IOException("S3 did not give " + name, e);
        }
    }

    @Override
    public List<StoredObject> list(String prefix) throws IOException {
        ObjectNames.checkedPrefix(prefix);
        try {
            var objects = new ArrayList<StoredObject>();
            s3.listObjectsV2Paginator(r -> r.bucket(bucket).prefix(prefix))
                    .contents()
                    .forEach(object -> objects.add(new StoredObject(object.key(), object.size())));
            return objects;
        } catch (SdkException e) {
            throw new IOException("S3 did not list " + prefix, e);
        }
    }

    @Override
    public void delete(String name) throws IOException {
        ObjectNames.checked(name);
        try {
            s3.deleteObject(r -> r.bucket(bucket).key(name));
        } catch (SdkException e) {
            throw new IOException("S3 did not delete " + name, e);
        }
    }

    @Override
    public void deleteAll(String prefix) throws IOException {
        for (StoredObject object : list(prefix)) {
            delete(object.name());
        }
    }
}
