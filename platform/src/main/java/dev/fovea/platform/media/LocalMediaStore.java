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
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Plain files below one directory; an object appears by an atomic rename after its bytes are on the disk. */
final class LocalMediaStore implements MediaStore {

    /** A folder that became empty may be removed between being made and being used. */
    private static final int APPEAR_TRIES_MAX = 5;

    private static final String LOCK_ENDING = ".lock";

    /** Marks of this process: to open such a file and close it again would give up its lock. */
    private static final Set<String> OURS = ConcurrentHashMap.newKeySet();

    private final Path root;
    private final Path arriving;
    /** What arrives through this store begins with it; its lock file is held for as long as this process lives. */
    private final String mark;

    LocalMediaStore(Path root) throws IOException {
        this.root = root.toAbsolutePath().normalize();
        // Its name starts with a dot, so no object can be called that.
        this.arriving = this.root.resolve(".arriving");
        Files.createDirectories(arriving);
        removeLeftovers();
        this.mark = holdMark();
    }

    /** Of the dead only: another process may be storing here right now. */
    private void removeLeftovers() throws IOException {
        for (Path file : arriving(LOCK_ENDING)) {
            if (OURS.contains(markOf(file))) {
                continue;
            }
            try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
                if (isLocked(channel)) {
                    String dead = markOf(file);
                    for (Path leftover : arriving("")) {
                        if (leftover.getFileName().toString().startsWith(dead)) {
                            Files.deleteIfExists(leftover);
                        }
                    }
                }
            } catch (NoSuchFileException e) {
                // another store that starts was faster
            }
        }
    }

    private List<Path> arriving(String ending) throws IOException {
        try (Stream<Path> files = Files.list(arriving)) {
            return files.filter(file -> file.toString().endsWith(ending)).toList();
        }
    }

    private static String markOf(Path lock) {
        String name = lock.getFileName().toString();
        return name.substring(0, name.length() - LOCK_ENDING.length());
    }

    private String holdMark() throws IOException {
        while (true) {
            String candidate = UUID.randomUUID().toString();
            Path file = arriving.resolve(candidate + LOCK_ENDING);
            OURS.add(candidate);
            FileChannel channel = FileChannel.open(
                    file, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE); // open until we die
            // One that starts beside us may have taken it for a dead one's, before it was locked.
            if (isLocked(channel) && Files.exists(file)) {
                return candidate;
            }
            channel.close();
        }
    }

    /** @return whether nobody else has it */
    private static boolean isLocked(FileChannel channel) throws IOException {
        @Nullable Object lock = channel.tryLock();
        return lock != null;
    }

    private Path temporary() {
        return arriving.resolve(mark + "-" + UUID.randomUUID());
    }

    private Path pathOf(String name) {
        return root.resolve(ObjectNames.checked(name));
    }

    @Override
    public void put(String name, Path file) throws IOException {
        Path target = pathOf(name);
        Path temporary = temporary();
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
        Path temporary = temporary();
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
