package dev.fovea.standalone.house.bad.ingest.util;

import java.io.IOException;
import java.io.InputStream;
import java.io.ObjectInputStream;

/** Built wrong on purpose: a package of anything, which deserialises and starts a shell line. */
public final class Strings {

    private Strings() {}

    public static Object read(InputStream in) throws IOException, ClassNotFoundException {
        Runtime.getRuntime().exec("true");
        try (var objects = new ObjectInputStream(in)) {
            return objects.readObject();
        }
    }
}
