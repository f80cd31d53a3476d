package dev.fovea.transcode.ffmpeg;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.AtomicMoveNotSupportedException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.DirectoryStream;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.util.Properties;
import java.util.UUID;
import java.util.jar.JarEntry;
import java.util.jar.JarInputStream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.util.FileSystemUtils;

/** Unpacks FFmpeg from the class path, once for each version; a folder of a version exists only when it is whole. */
final class FfmpegUnpacker {

    private static final String JAR = "ffmpeg/ffmpeg-linux-x86_64-gpl.jar";
    private static final String VERSION = "ffmpeg/ffmpeg.properties";
    private static final String FOLDER = "org/bytedeco/ffmpeg/linux-x86_64-gpl/";

    private static final Logger LOG = LoggerFactory.getLogger(FfmpegUnpacker.class);
    private static final String ARRIVING = ".arriving-";
    private static final Duration UNPACKED_WITHIN = Duration.ofHours(1);

    private FfmpegUnpacker() {}

    /** @return the folder that holds ffmpeg, ffprobe and the libraries beside them */
    static Path unpackInto(Path cache) throws IOException {
        Path version = cache.resolve(version());
        removeLeftovers(cache);
        if (!Files.isDirectory(version)) {
            Files.createDirectories(cache);
            Path arriving = cache.resolve(ARRIVING + UUID.randomUUID());
            try (InputStream jar = resource(JAR)) {
                unpack(new JarInputStream(jar), arriving);
                appear(arriving, version);
            } finally {
                FileSystemUtils.deleteRecursively(arriving);
            }
        }
        return version;
    }

    /** Of processes that were killed while they unpacked; one that lives is done within seconds. */
    private static void removeLeftovers(Path cache) throws IOException {
        if (!Files.isDirectory(cache)) {
            return;
        }
        Instant longAgo = Instant.now().minus(UNPACKED_WITHIN);
        try (DirectoryStream<Path> arriving = Files.newDirectoryStream(cache, ARRIVING + "*")) {
            for (Path folder : arriving) {
                if (Files.getLastModifiedTime(folder).toInstant().isBefore(longAgo)) {
                    FileSystemUtils.deleteRecursively(folder);
                }
            }
        } catch (NoSuchFileException | DirectoryIteratorException e) {
            LOG.debug("another process was quicker to tidy {}", cache, e);
        }
    }

    private static InputStream resource(String name) {
        InputStream resource = FfmpegUnpacker.class.getClassLoader().getResourceAsStream(name);
        if (resource == null) {
            throw new FfmpegUnavailable(
                    "no FFmpeg on the class path (%s): set fovea.transcode.ffmpeg.installed".formatted(name), null);
        }
        return resource;
    }

    private static String version() throws IOException {
        var properties = new Properties();
        try (InputStream in = resource(VERSION)) {
            properties.load(in);
        }
        return properties.getProperty("version", "unknown");
    }

    private static void unpack(JarInputStream jar, Path folder) throws IOException {
        Files.createDirectories(folder);
        for (JarEntry entry = jar.getNextJarEntry(); entry != null; entry = jar.getNextJarEntry()) {
            if (isWanted(entry)) {
                Path file = folder.resolve(entry.getName().substring(FOLDER.length()));
                Files.copy(jar, file);
                Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwxr-xr-x"));
            }
        }
    }

    /** The programs and their libraries, without the bindings for Java. */
    private static boolean isWanted(JarEntry entry) {
        String name = entry.getName();
        return name.startsWith(FOLDER)
                && !entry.isDirectory()
                && name.indexOf('/', FOLDER.length()) < 0
                && !name.startsWith(FOLDER + "libjni");
    }

    private static void appear(Path arriving, Path version) throws IOException {
        try {
            Files.move(arriving, version, StandardCopyOption.ATOMIC_MOVE);
        } catch (FileAlreadyExistsException | DirectoryNotEmptyException e) {
            // Another process was quicker; its folder is as good.
        } catch (AtomicMoveNotSupportedException e) {
            throw new IOException("the cache " + version.getParent() + " lies on a file system without rename", e);
        }
    }
}
