package dev.fovea.transcode.encode;

/**
 * An object in the media store that a job stands for.
 *
 * @param name relative to the generation's folder, with part of its own hash in it
 */
public record StoredObject(String name, String sha256, long sizeBytes) {}
