package dev.fovea.platform.media;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;

/** The folders between a store's root and one of its files. */
final class Folders {

    private Folders() {}

    /** From the file's own folder up to and with the root. */
    private static List<Path> upTo(Path root, Path file) {
        var folders = new ArrayList<Path>();
        Path folder = file.getParent();
        while (folder != null && folder.startsWith(root)) {
            folders.add(folder);
            folder = folder.getParent();
        }
        return folders;
    }

    static void create(Path root, Path file) throws IOException {
        Path folder = file.getParent();
        Files.createDirectories(folder == null ? root : folder);
    }

    /** A name is durable only when the directories that hold it are. */
    static void sync(Path root, Path file) throws IOException {
        for (Path folder : upTo(root, file)) {
            try (FileChannel channel = FileChannel.open(folder, StandardOpenOption.READ)) {
                channel.force(true);
            }
        }
    }

    static void removeEmpty(Path root, Path file) throws IOException {
        for (Path folder : upTo(root, file)) {
            try {
                if (!folder.equals(root)) {
                    Files.deleteIfExists(folder);
                }
            } catch (DirectoryNotEmptyException e) {
                return;
            }
        }
    }
}
