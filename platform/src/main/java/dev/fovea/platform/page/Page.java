package dev.fovea.platform.page;

import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * A part of a list.
 *
 * @param next where the next page begins; null on the last one
 */
public record Page<T>(List<T> items, @Nullable String next) {

    public static final int LIMIT_MAX = 200;
    /** As {@code @RequestParam(defaultValue = Page.LIMIT_DEFAULT)} takes it. */
    public static final String LIMIT_DEFAULT = "50";

    public Page {
        items = List.copyOf(items);
    }

    /** @param found up to one more than {@code limit}: that one only tells that there is a next page */
    public static <T> Page<T> of(List<T> found, int limit, Function<T, Cursor> cursorOf) {
        if (found.size() <= limit) {
            return new Page<>(found, null);
        }
        List<T> items = found.subList(0, limit);
        return new Page<>(items, cursorOf.apply(items.getLast()).toString());
    }

    public <R> Page<R> map(Function<T, R> each) {
        return new Page<>(items.stream().map(each).toList(), next);
    }
}
