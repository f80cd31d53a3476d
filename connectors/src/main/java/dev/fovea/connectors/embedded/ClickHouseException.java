package dev.fovea.connectors.embedded;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A statement that ClickHouse refused, in ClickHouse's own words and with its own code. */
final class ClickHouseException extends RuntimeException {
    private static final long serialVersionUID = 1L;
    private static final Pattern CODE = Pattern.compile("Code: (\\d+)");

    static final int UNKNOWN = 1002;

    private final int code;

    private ClickHouseException(int code, String message) {
        super(message);
        this.code = code;
    }

    /** An error text of the engine: {@code Code: 47. DB::Exception: … (UNKNOWN_IDENTIFIER)}. */
    static ClickHouseException ofEngine(String message) {
        Matcher matcher = CODE.matcher(message);
        return new ClickHouseException(matcher.find() ? Integer.parseInt(matcher.group(1)) : UNKNOWN, message);
    }

    /** An error that the protocol finds before the engine does, in the engine's wording. */
    static ClickHouseException of(Code code, String reason) {
        return new ClickHouseException(
                code.number, "Code: " + code.number + ". DB::Exception: " + reason + " (" + code.name() + ")");
    }

    int code() {
        return code;
    }

    /** The status that ClickHouse's HTTP interface gives for the code. */
    int status() {
        return switch (code) {
            case 6, 25, 26, 27, 36, 38, 41, 42, 43, 44, 53, 62, 72, 117, 376, 396, 456, 457, 467, 469 -> 400;
            case 164, 192, 193, 194, 497, 516 -> 403;
            case 46, 47, 50, 56, 60, 63, 73, 81, 115, 372, 511 -> 404;
            case 159 -> 408;
            case 1 -> 501;
            default -> 500;
        };
    }

    /** The codes that this package raises itself; names and numbers are ClickHouse's. */
    enum Code {
        UNSUPPORTED_METHOD(1),
        BAD_ARGUMENTS(36),
        CHECKSUM_DOESNT_MATCH(40),
        NOT_IMPLEMENTED(48),
        SYNTAX_ERROR(62),
        INCORRECT_DATA(117),
        UNKNOWN_COMPRESSION_METHOD(89),
        READONLY(164),
        CANNOT_READ_ALL_DATA(33),
        INVALID_SESSION_TIMEOUT(374),
        SESSION_NOT_FOUND(372),
        SESSION_IS_LOCKED(373),
        ACCESS_DENIED(497),
        AUTHENTICATION_FAILED(516);

        private final int number;

        Code(int number) {
            this.number = number;
        }
    }
}
