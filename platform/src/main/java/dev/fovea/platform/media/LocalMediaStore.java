package dev.fovea.platform.media;

import java.io.IOException;
import java.io.InputStream;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Stream;

/** Plain files below one directory; an object appears by an atomic rename after its bytes are on the disk. */
final class LocalMediaStore implements MediaStore {

    private static final Duration LEFTOVER_AFTER = Duration.ofDays(1);
    /** A folder that became empty may be removed between being made and being used. */
    private static final int APPEAR_TRIES_MAX = 5;

    private final Path root;
    private final Path arriving;

    LocalMediaStore(Path root) throws IOException {
        this.root = root.toAbsolutePath().normalize();
        // Its name starts with a dot, so no object can be called that.
        this.arriving = this.root.resolve(".arriving");
        Files.createDirectories(arriving);
        removeLeftovers();
    }

    /** Only old ones: another process may be storing here right now. */
    private void removeLeftovers() throws IOException {
        Instant border = Instant.now().minus(LEFTOVER_AFTER);
        try (Stream<Path> leftovers = Files.list(arriving)) {
            for (Path leftover : leftovers.toList()) {
                if (leftover.toFile().lastModified() < border.toEpochMilli()) {
                    Files.deleteIfExists(leftover);
                }
            }
        }
    }

    private Path pathOf(String name) {
        return root.resolve(ObjectNames.checked(name));
    }

    @Override
    public void put(String name, Path file) throws IOException {
        Path target = pathOf(name);
        Path temporary = arriving.resolve(UUID.randomUUID().toString());
        try {
            Files.copy(file, temporary);
            appear(temporary, target);
        } finally {
            Files.deleteIfExists(temporary);
        }
    }

    @Override
    public void put(String name, byte[] bytes) throws IOException {
        Path target = pathOf(name);
        Path temporary = arriving.resolve(UUID.randomUUID().toString());
        try {
            Files.write(temporary, bytes);
            appear(temporary, target);
        } finally {
            Files.deleteIfExists(temporary);
        }
    }

    private void appear(Path temporary, Path target) throws IOException {
        try (FileChannel channel = FileChannel.open(temporary, StandardOpenOption.WRITE)) {
            channel.force(false);
        }
        for (int attempt = 1; ; attempt++) {
            try {
                Folders.create(root, target);
                Files.move(temporary, target, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
                Folders.sync(root, target);
                return;
            } catch (NoSuchFileException e) {
                if (attempt == APPEAR_TRIES_MAX) {
                    throw e;
                }
            }
        }
    }

    @Override
    public Optional<StoredObject> stat(String name) throws IOException {
        Path path = pathOf(name);
        return Files.isRegularFile(path) ? Optional.of(new StoredObject(name, Files.size(path))) : Optional.empty();
    }

    /** A folder opens like a file, but it is no object. */
    private Path objectOf(String name) throws NoSuchObject {
        Path path = pathOf(name);
        if (!Files.isRegularFile(path)) {
            throw new NoSuchObject(name);
        }
        return path;
    }

    @Override
    public InputStream read(String name, long from, long length) throws IOException {
        Path path = objectOf(name);
        try {
            FileChannel channel = FileChannel.open(path, StandardOpenOption.READ);
            channel.position(from);
            return new BoundedStream(Channels.newInputStream(channel), length);
        } catch (NoSuchFileException e) {
            throw new NoSuchObject(name);
        }
    }

    @Override
    public void fetch(String name, Path file) throws IOException {
        Path path = objectOf(name);
        try {
            Files.copy(path, file, StandardCopyOption.REPLACE_EXISTING);
        } catch (NoSuchFileException e) {
            throw new NoSuchObject(name);
        }
    }

    @Override
    public List<StoredObject> list(String prefix) throws IOException {
        Path folder = root.resolve(ObjectNames.checkedPrefix(prefix));
        if (!Files.isDirectory(folder)) {
            return List.of();
        }
        try (Stream<Path> files = Files.walk(folder)) {
            return files.filter(Files::isRegularFile)
                    .map(this::stored)
                    .sorted((a, b) -> a.name().compareTo(b.name()))
                    .toList();
        }
    }

    private StoredObject stored(Path file) {
        return new StoredObject(root.relativize(file).toString(), file.toFile().length());
    }

    @Override
    public void delete(String name) throws IOException {
        Path path = pathOf(name);
        Files.deleteIfExists(path);
        Folders.removeEmpty(root, path);
    }

    @Override
    public void deleteAll(String prefix) throws IOException {
        for (StoredObject object : list(prefix)) {
            delete(object.name());
        }
    }
}
