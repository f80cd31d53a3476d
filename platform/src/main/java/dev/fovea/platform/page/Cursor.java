package dev.fovea.platform.page;

import dev.fovea.contracts.InvalidValue;
import dev.fovea.platform.problem.PlainTime;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The sort keys of the last item shown, opaque to clients. Take it as a request parameter; one that is not ours is an
 * invalid request.
 */
public record Cursor(List<String> keys) {

    private static final int LENGTH_MAX = 2_000;
    private static final String BETWEEN = "\u001f";

    public Cursor {
        keys = List.copyOf(keys);
    }

    /** Keys of any kind that reads back from its text, such as Instant, UUID, Long and String. */
    public static Cursor of(Object... keys) {
        return new Cursor(Stream.of(keys).map(Object::toString).toList());
    }

    public static Cursor parse(String text) {
        if (text.length() > LENGTH_MAX) {
            throw notOurs();
        }
        try {
            String joined = new String(Base64.getUrlDecoder().decode(text), StandardCharsets.UTF_8);
            if (joined.indexOf('\0') >= 0) {
                throw notOurs();
            }
            return new Cursor(List.of(joined.split(BETWEEN, -1)));
        } catch (IllegalArgumentException e) {
            throw notOurs();
        }
    }

    public String textAt(int index) {
        if (index >= keys.size()) {
            throw notOurs();
        }
        return keys.get(index);
    }

    public long longAt(int index) {
        try {
            return Long.parseLong(textAt(index));
        } catch (NumberFormatException e) {
            throw notOurs();
        }
    }

    public Instant instantAt(int index) {
        try {
            return PlainTime.parse(textAt(index));
        } catch (InvalidValue e) {
            throw notOurs();
        }
    }

    public UUID uuidAt(int index) {
        try {
            return UUID.fromString(textAt(index));
        } catch (IllegalArgumentException e) {
            throw notOurs();
        }
    }

    private static InvalidValue notOurs() {
        return new InvalidValue("the cursor is none that a page of this list gave");
    }

    @Override
    public String toString() {
        String joined = keys.stream().collect(Collectors.joining(BETWEEN));
        return Base64.getUrlEncoder().withoutPadding().encodeToString(joined.getBytes(StandardCharsets.UTF_8));
    }
}
