package dev.fovea.platform.media;

import static dev.fovea.contracts.Require.require;

import java.util.regex.Pattern;

/** The one spelling that an object's name may have: no way out of the store, on any file system. */
final class ObjectNames {

    private static final int LENGTH_MAX = 512;
    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9_-][A-Za-z0-9._-]*(/[A-Za-z0-9_-][A-Za-z0-9._-]*)*");

    private ObjectNames() {}

    static String checked(String name) {
        require(name.length() <= LENGTH_MAX, "an object's name is at most " + LENGTH_MAX + " long");
        require(NAME.matcher(name).matches(), "not an object's name: " + name);
        return name;
    }

    static String checkedPrefix(String prefix) {
        require(prefix.endsWith("/"), "a prefix ends in a slash: " + prefix);
        checked(prefix.substring(0, prefix.length() - 1));
        return prefix;
    }
}
