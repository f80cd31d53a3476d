package dev.fovea.standalone;

import dev.fovea.platform.hash.Sha256;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.DigestInputStream;
import java.util.HexFormat;
import java.util.Objects;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;
import org.tukaani.xz.XZInputStream;

/** PostgreSQL's programs, unpacked once from the jar that carries them. */
final class PostgresBinaries {

    private static final String ARCHIVE = "/postgres-linux-x86_64.txz";

    private PostgresBinaries() {}

    /** Named by content, so that another version is unpacked beside it; whole, because it is renamed when it is. */
    static Path unpackInto(Path home) throws IOException {
        Path whole = home.resolve("programs-" + hashOfArchive());
        if (Files.exists(whole)) {
            return whole;
        }
        Path fresh = Files.createTempDirectory(home, "programs.new-");
        Files.setPosixFilePermissions(fresh, PosixFilePermissions.fromString("rwxr-xr-x"));
        try (var archive = new TarArchiveInputStream(new XZInputStream(new BufferedInputStream(archive())))) {
            for (TarArchiveEntry entry = archive.getNextEntry(); entry != null; entry = archive.getNextEntry()) {
                unpack(archive, entry, fresh);
            }
        }
        return Files.move(fresh, whole, StandardCopyOption.ATOMIC_MOVE);
    }

    private static void unpack(TarArchiveInputStream archive, TarArchiveEntry entry, Path folder) throws IOException {
        Path target = folder.resolve(entry.getName()).normalize();
        if (!target.startsWith(folder)) {
            throw new IOException("an entry of the archive leaves its folder: " + entry.getName());
        }
        if (entry.isDirectory()) {
            Files.createDirectories(target);
            return;
        }
        Files.createDirectories(Objects.requireNonNull(target.getParent()));
        if (entry.isSymbolicLink()) {
            Files.createSymbolicLink(target, Path.of(entry.getLinkName()));
            return;
        }
        Files.copy(archive, target);
        boolean executable = (entry.getMode() & 0100) != 0;
        Files.setPosixFilePermissions(target, PosixFilePermissions.fromString(executable ? "rwxr-xr-x" : "rw-r--r--"));
    }

    private static String hashOfArchive() throws IOException {
        try (var archive = new DigestInputStream(archive(), Sha256.digest())) {
            archive.transferTo(OutputStream.nullOutputStream());
            return HexFormat.of().formatHex(archive.getMessageDigest().digest(), 0, 6);
        }
    }

    private static InputStream archive() {
        return Objects.requireNonNull(PostgresBinaries.class.getResourceAsStream(ARCHIVE), ARCHIVE + " is missing");
    }
}
