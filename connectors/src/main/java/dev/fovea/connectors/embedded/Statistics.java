package dev.fovea.connectors.embedded;

/** What a statement read, wrote and gave back, as far as it has come. */
record Statistics(long resultRows, long readRows, long readBytes, long writtenRows, long writtenBytes) {
    static final Statistics NONE = new Statistics(0, 0, 0, 0, 0);

    Statistics plus(Statistics other) {
        return new Statistics(
                resultRows + other.resultRows,
                readRows + other.readRows,
                readBytes + other.readBytes,
                writtenRows + other.writtenRows,
                writtenBytes + other.writtenBytes);
    }

    /** The header {@code X-ClickHouse-Summary}: numbers are strings there. */
    String summary(long resultBytes, long elapsedNanos) {
        return "{\"read_rows\":\"%d\",\"read_bytes\":\"%d\",\"written_rows\":\"%d\",\"written_bytes\":\"%d\",\"total_rows_to_read\":\"0\",\"result_rows\":\"%d\",\"result_bytes\":\"%d\",\"elapsed_ns\":\"%d\"}"
                .formatted(
                        Math.max(readRows, writtenRows),
                        Math.max(readBytes, writtenBytes),
                        writtenRows,
                        writtenBytes,
                        resultRows,
                        resultBytes,
                        elapsedNanos);
    }
}
