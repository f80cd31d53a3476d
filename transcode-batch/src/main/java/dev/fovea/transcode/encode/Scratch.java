package dev.fovea.transcode.encode;

import dev.fovea.contracts.video.TranscodeEvent.FailureKind;
import dev.fovea.platform.media.MediaStore;
import dev.fovea.transcode.TranscodeFailure;
import dev.fovea.transcode.TranscodeProperties;
import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;
import org.springframework.util.FileSystemUtils;

/**
 * Local copies of sources, and files that encoders write before they are stored: bounded, and gone with the run. FFmpeg
 * sees a source only here, under a name of ours, in a folder where nothing else lies.
 */
@Component
public class Scratch {

    private static final Logger LOG = LoggerFactory.getLogger(Scratch.class);
    private static final String SOURCE = "source";
    /** A source may be copied into another container before it is used. */
    private static final int COPIES = 2;

    private final MediaStore store;
    private final Path root;
    private final Map<Path, GrowingCopy> copies = new ConcurrentHashMap<>();
    private final long bytesMax;

    Scratch(MediaStore store, Worker worker, TranscodeProperties properties) throws IOException {
        this.store = store;
        this.root = worker.scratch();
        this.bytesMax = properties.scratchMax().toBytes();
        // The name is ours alone, so what lies here is of an earlier life.
        FileSystemUtils.deleteRecursively(root);
        Files.createDirectories(root);
    }

    /** One for each time that a worker has the job: an earlier run of it may still be ending. */
    public Path folderOf(UUID jobId, long fence) {
        return root.resolve(jobId + "-" + fence);
    }

    /** The largest source that another job may bring; one that comes alone may be of any size. */
    public long room() {
        long used = Size.of(root);
        return used == 0 ? Long.MAX_VALUE : Math.max(0, (bytesMax - used) / COPIES);
    }

    public Path folder(Run run, String name) throws IOException {
        return Files.createDirectories(run.scratch().resolve(name));
    }

    /**
     * The bytes that were uploaded, as they stand in the store.
     *
     * @throws TranscodeFailure when the store no longer has them
     */
    public Path upload(Run run, String object) throws IOException, TranscodeFailure {
        Path file = folder(run, SOURCE).resolve("upload");
        return fetch(run, object, file);
    }

    /** What has arrived of an upload, at least so many bytes of it. */
    public Beginning beginning(Run run, String object, long atLeast) throws IOException, TranscodeFailure {
        try {
            return growing(run, object).growTo(atLeast);
        } catch (MediaStore.NoSuchObject e) {
            throw gone(run, e);
        }
    }

    /** Its file as long as the upload will be; the bytes that have not arrived are zeros. */
    public void pad(Run run, String object, long sizeBytes) throws IOException {
        growing(run, object).pad(sizeBytes);
    }

    /** The whole takes its place. */
    public void dropBeginning(Run run) throws IOException {
        Path file = beginningOf(run);
        copies.remove(file);
        Files.deleteIfExists(file);
    }

    private Path beginningOf(Run run) throws IOException {
        return folder(run, SOURCE).resolve("growing");
    }

    private GrowingCopy growing(Run run, String object) throws IOException {
        Path file = beginningOf(run);
        return copies.computeIfAbsent(file, _ -> new GrowingCopy(store, object, file));
    }

    /** The file that all units read, checked against the hash that was planned with. */
    public Path source(Run run, Plan plan) throws IOException, TranscodeFailure {
        synchronized (run) { // the lanes of one run share one copy
            Path file = folder(run, SOURCE).resolve("planned");
            if (Files.exists(file)) {
                return file;
            }
            Path arriving = fetch(run, plan.file().object(), folder(run, SOURCE).resolve("arriving"));
            String hash = ContentNames.sha256(arriving);
            if (!hash.equals(plan.file().sha256())) {
                throw new TranscodeFailure(
                        FailureKind.INTERNAL,
                        "The stored source is not the one that was planned with: %s instead of %s"
                                .formatted(hash, plan.file().sha256()));
            }
            return Files.move(arriving, file, StandardCopyOption.ATOMIC_MOVE);
        }
    }

    /** A file that is known to be what the plan's hash says need not be fetched again. */
    public void adopt(Run run, Path file) throws IOException {
        Files.move(
                file,
                folder(run, SOURCE).resolve("planned"),
                StandardCopyOption.ATOMIC_MOVE,
                StandardCopyOption.REPLACE_EXISTING);
    }

    private Path fetch(Run run, String object, Path file) throws IOException, TranscodeFailure {
        try {
            store.fetch(object, file);
            return file;
        } catch (MediaStore.NoSuchObject e) {
            throw gone(run, e);
        }
    }

    private static TranscodeFailure gone(Run run, MediaStore.NoSuchObject cause) {
        return new TranscodeFailure(
                FailureKind.SOURCE, "The uploaded file of video %s is gone.".formatted(run.video()), cause);
    }

    public void clear(Run run) {
        copies.keySet().removeIf(file -> file.startsWith(run.scratch()));
        try {
            FileSystemUtils.deleteRecursively(run.scratch());
        } catch (IOException e) {
            LOG.warn("{} could not be emptied; the next start does it", run.scratch(), e);
        }
    }

    /** Of what lies in a folder; what goes while it is counted does not count. */
    private static final class Size extends SimpleFileVisitor<Path> {
        private long bytes;

        static long of(Path folder) {
            var size = new Size();
            try {
                Files.walkFileTree(folder, size);
            } catch (IOException e) {
                LOG.warn("{} could not be measured", folder, e);
            }
            return size.bytes;
        }

        @Override
        public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
            bytes += attributes.size();
            return FileVisitResult.CONTINUE;
        }

        @Override
        public FileVisitResult visitFileFailed(Path file, IOException failure) throws IOException {
            if (failure instanceof NoSuchFileException) {
                return FileVisitResult.CONTINUE;
            }
            throw failure;
        }
    }
}
