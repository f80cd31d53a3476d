package dev.fovea.connectors.clickhouse;

import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Why a statement did not succeed, told apart by who must act. */
public abstract sealed class ClickHouseFailure extends Exception {
    private static final long serialVersionUID = 1L;

    /** The rows are at fault: numbers, UUIDs, dates, arrays that do not parse or fit, nulls, violated constraints. */
    private static final Set<Integer> ROWS = Set.of(
            6, 25, 26, 27, 33, 38, 41, 53, 69, 70, 72, 117, 130, 131, 190, 321, 349, 376, 377, 441, 467, 469, 675, 676,
            691, 692);

    /** It may go well a moment later: limits, timeouts, disk, merges that lag behind, a server that starts or stops. */
    private static final Set<Integer> PASSING = Set.of(
            3, 74, 75, 76, 107, 159, 202, 203, 209, 210, 236, 241, 242, 243, 252, 279, 285, 319, 394, 425, 439, 473,
            999, 1000, 1001, 1002);

    private ClickHouseFailure(String message, @Nullable Throwable cause) {
        super(message, cause);
    }

    /** Not reached, or not able just now: the same request may succeed later, and may have succeeded already. */
    public static final class Unavailable extends ClickHouseFailure {
        private static final long serialVersionUID = 1L;

        Unavailable(String message, @Nullable Throwable cause) {
            super(message, cause);
        }
    }

    /** The rows are not acceptable and will never be; nothing of them is stored. */
    public static final class RowsRejected extends ClickHouseFailure {
        private static final long serialVersionUID = 1L;

        RowsRejected(String message) {
            super(message, null);
        }
    }

    /** Nobody but a person helps: a wrong password, a table that is missing, an error not known here. */
    public static final class Refused extends ClickHouseFailure {
        private static final long serialVersionUID = 1L;

        Refused(String message) {
            super(message, null);
        }
    }

    static ClickHouseFailure of(int status, int code, String body) {
        String message = body.isBlank() ? "HTTP " + status : body.strip().replaceAll("\\s+", " ");
        if (ROWS.contains(code)) {
            return new RowsRejected(message);
        }
        boolean serverCannot = code == 0 && status >= 500;
        return serverCannot || PASSING.contains(code) ? new Unavailable(message, null) : new Refused(message);
    }
}
