package dev.fovea.transcode.encode;

/**
 * The bytes that every unit of a job reads.
 *
 * @param object its name in the media store: the upload itself, or its Matroska copy
 */
public record SourceFile(String object, String sha256, long sizeBytes) {}
