package dev.fovea.transcode.job;

import dev.fovea.transcode.encode.ContentNames;
import dev.fovea.transcode.encode.StoredObject;
import java.nio.charset.StandardCharsets;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Collectors;

/** Every object of a generation with its hash, one a line, in the form that {@code sha256sum -c} reads. */
final class Manifest {

    private Manifest() {}

    static String of(List<StoredObject> objects) {
        return objects.stream()
                .distinct()
                .sorted(Comparator.comparing(StoredObject::name))
                .map(object -> object.sha256() + "  " + object.name() + "\n")
                .collect(Collectors.joining());
    }

    static String hashOf(List<StoredObject> objects) {
        return ContentNames.sha256(of(objects).getBytes(StandardCharsets.UTF_8));
    }
}
