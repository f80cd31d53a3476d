package dev.fovea.transcode.encode;

import org.jspecify.annotations.Nullable;

/**
 * The bytes that every unit of a job reads.
 *
 * @param object its name in the media store: the upload itself, or its Matroska copy
 * @param sha256 null while it still arrives, and until it is proved that what was read of it meanwhile was its beginning
 */
public record SourceFile(String object, @Nullable String sha256, long sizeBytes) {}
