package dev.fovea.standalone.house.bad.platform;

import dev.fovea.standalone.house.bad.ingest.upload.Counter;

/** Built wrong on purpose: the ground that knows who stands on it. */
public final class Shelf {

    public String owner(Counter counter) {
        return counter.name();
    }
}
