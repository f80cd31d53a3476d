-- A topic that is made anew begins at offset 0 again, so between equal versions the offset alone would let the old topic's row
-- win for ever. What was heard later wins now, and only of rows heard in the same millisecond the later offset: 14 bits of
-- version (a view has at most 8192 sequences), 30 bits of milliseconds since the view began (it takes events for 7 days), 20
-- bits of offset. Rows stored before have smaller numbers than any that comes now.

ALTER TABLE fovea.view_rows
    MODIFY COLUMN row_version UInt64 MATERIALIZED bitOr(bitOr(bitShiftLeft(toUInt64(version), 50),
        bitShiftLeft(toUInt64(least(greatest(toUnixTimestamp64Milli(last_received_at) - toUnixTimestamp64Milli(view_started_at), 0), 1073741823)), 20)),
        bitAnd(kafka_offset, bitShiftLeft(toUInt64(1), 20) - 1)),
    DROP CONSTRAINT IF EXISTS version_fits,
    ADD CONSTRAINT IF NOT EXISTS version_fits_row_version CHECK version < 16384;

ALTER TABLE fovea.retention_rows
    MODIFY COLUMN row_version UInt64 MATERIALIZED bitOr(bitOr(bitShiftLeft(toUInt64(version), 50),
        bitShiftLeft(toUInt64(least(greatest(toUnixTimestamp64Milli(last_received_at) - toUnixTimestamp64Milli(view_started_at), 0), 1073741823)), 20)),
        bitAnd(kafka_offset, bitShiftLeft(toUInt64(1), 20) - 1)),
    DROP CONSTRAINT IF EXISTS version_fits,
    ADD CONSTRAINT IF NOT EXISTS version_fits_row_version CHECK version < 16384;

ALTER TABLE fovea.focus_rows
    MODIFY COLUMN row_version UInt64 MATERIALIZED bitOr(bitOr(bitShiftLeft(toUInt64(version), 50),
        bitShiftLeft(toUInt64(least(greatest(toUnixTimestamp64Milli(last_received_at) - toUnixTimestamp64Milli(view_started_at), 0), 1073741823)), 20)),
        bitAnd(kafka_offset, bitShiftLeft(toUInt64(1), 20) - 1)),
    DROP CONSTRAINT IF EXISTS version_fits,
    ADD CONSTRAINT IF NOT EXISTS version_fits_row_version CHECK version < 16384;
