package dev.fovea.standalone;

import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.Optional;
import java.util.Set;

/** Passwords made by us, one a file, readable by the owner only. */
final class Secrets {

    private static final int RANDOM_BYTES = 24;
    private static final Set<PosixFilePermission> OWNER_FOLDER = PosixFilePermissions.fromString("rwx------");
    private static final Set<PosixFilePermission> OWNER_FILE = PosixFilePermissions.fromString("rw-------");

    private final Path folder;
    private final SecureRandom random = new SecureRandom();

    Secrets(Path folder) throws IOException {
        this.folder = folder;
        Files.setPosixFilePermissions(folder, OWNER_FOLDER);
    }

    /** The same one at each start; made at the first. */
    String password(String name) throws IOException {
        Optional<String> known = find(name);
        if (known.isPresent()) {
            return known.get();
        }
        String made = random();
        keep(name, made);
        return made;
    }

    Optional<String> find(String name) throws IOException {
        Path file = folder.resolve(name);
        return Files.exists(file) ? Optional.of(Files.readString(file).strip()) : Optional.empty();
    }

    /** Complete or not there at all, and nobody else's to read at any moment. */
    void keep(String name, String secret) throws IOException {
        Path fresh = folder.resolve(name + ".new");
        try {
            Files.createFile(fresh, PosixFilePermissions.asFileAttribute(OWNER_FILE));
        } catch (FileAlreadyExistsException e) {
            Files.setPosixFilePermissions(fresh, OWNER_FILE); // left by a start that was killed
        }
        Files.writeString(fresh, secret);
        Files.move(fresh, folder.resolve(name), StandardCopyOption.ATOMIC_MOVE);
    }

    Path file(String name) {
        return folder.resolve(name);
    }

    void forget(String name) throws IOException {
        Files.deleteIfExists(folder.resolve(name));
    }

    String random() {
        byte[] bytes = new byte[RANDOM_BYTES];
        random.nextBytes(bytes);
        return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
    }
}
