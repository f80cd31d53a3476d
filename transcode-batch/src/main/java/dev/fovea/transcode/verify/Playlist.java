package dev.fovea.transcode.verify;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A playlist as it is stored: its tags in order, each with its attributes and the line that follows it. */
record Playlist(List<Tag> tags) {

    private static final Pattern ATTRIBUTE = Pattern.compile("([A-Z0-9-]+)=(\"[^\"]*\"|[^,]*)");

    /**
     * @param value what stands behind the colon
     * @param next the next line that is no tag, empty when there is none
     */
    record Tag(String name, String value, String next) {

        Map<String, String> attributes() {
            Map<String, String> attributes = new HashMap<>();
            Matcher found = ATTRIBUTE.matcher(value);
            while (found.find()) {
                attributes.put(found.group(1), found.group(2).replace("\"", ""));
            }
            return attributes;
        }

        String attribute(String attribute) {
            return attributes().getOrDefault(attribute, "");
        }
    }

    static Playlist of(String text) {
        List<String> lines = text.lines().filter(line -> !line.isBlank()).toList();
        var tags = new ArrayList<Tag>();
        String next = "";
        for (String line : lines.reversed()) {
            if (line.startsWith("#EXT")) {
                int colon = line.indexOf(':');
                tags.addFirst(
                        colon < 0
                                ? new Tag(line.substring(1), "", next)
                                : new Tag(line.substring(1, colon), line.substring(colon + 1), next));
            } else {
                next = line;
            }
        }
        return new Playlist(tags);
    }

    List<Tag> all(String name) {
        return tags.stream().filter(tag -> tag.name().equals(name)).toList();
    }

    boolean has(String name) {
        return !all(name).isEmpty();
    }

    /** The value of the first tag of this name, empty when there is none. */
    String value(String name) {
        return all(name).stream().findFirst().map(Tag::value).orElse("");
    }
}
