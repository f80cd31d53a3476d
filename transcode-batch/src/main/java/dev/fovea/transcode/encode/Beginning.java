package dev.fovea.transcode.encode;

import java.nio.file.Path;

/**
 * The first bytes of a source that still arrives, copied.
 *
 * @param file has these bytes, and gets more as they come; never others in their place
 * @param sha256 of these bytes
 */
public record Beginning(Path file, long bytes, String sha256) {}
