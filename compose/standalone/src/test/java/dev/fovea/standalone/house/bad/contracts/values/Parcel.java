package dev.fovea.standalone.house.bad.contracts.values;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.CompletableFuture;

/** Built wrong on purpose: a value that reads files, and does so aside. */
public record Parcel(Path content) {

    public CompletableFuture<Boolean> exists() {
        return CompletableFuture.supplyAsync(() -> Files.exists(content));
    }
}
