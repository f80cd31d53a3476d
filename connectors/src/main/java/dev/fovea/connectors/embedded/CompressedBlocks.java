package dev.fovea.connectors.embedded;

import com.github.luben.zstd.Zstd;
import dev.fovea.connectors.embedded.ClickHouseException.Code;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import net.jpountz.lz4.LZ4Compressor;
import net.jpountz.lz4.LZ4Exception;
import net.jpountz.lz4.LZ4Factory;

/**
 * ClickHouse's own framing of compressed data ({@code compress=1}, {@code decompress=1}).
 *
 * <p>A block is: CityHash128 of all that follows (16 bytes), method (1), size with this 9-byte header (4), size when
 * decompressed (4), data; numbers are little-endian.
 */
final class CompressedBlocks {
    /** ClickHouse's own limit for a block. */
    static final int BLOCK_BYTES_MAX = 1 << 30;

    private static final int HASH_BYTES = 16;
    private static final int HEADER_BYTES = 9;
    private static final byte LZ4 = (byte) 0x82;
    private static final byte ZSTD = (byte) 0x90;
    private static final byte NONE = 0x02;

    private CompressedBlocks() {}

    static InputStream decompress(InputStream blocks) {
        return new Decompression(blocks);
    }

    /** LZ4, as ClickHouse does by default. */
    static OutputStream compress(OutputStream blocks) {
        return new Compression(blocks);
    }

    private static final class Decompression extends InputStream {
        private final InputStream blocks;
        private byte[] block = {};
        private int position;

        Decompression(InputStream blocks) {
            this.blocks = blocks;
        }

        @Override
        public int read() throws IOException {
            return hasMore() ? block[position++] & 0xff : -1;
        }

        @Override
        public int read(byte[] bytes, int offset, int length) throws IOException {
            if (length == 0) {
                return 0;
            }
            if (!hasMore()) {
                return -1;
            }
            int count = Math.min(length, block.length - position);
            System.arraycopy(block, position, bytes, offset, count);
            position += count;
            return count;
        }

        private boolean hasMore() throws IOException {
            while (position == block.length) {
                byte[] hash = blocks.readNBytes(HASH_BYTES);
                if (hash.length == 0) {
                    return false;
                }
                block = next(hash);
                position = 0;
            }
            return true;
        }

        private byte[] next(byte[] hash) throws IOException {
            byte[] header = blocks.readNBytes(HEADER_BYTES);
            if (hash.length < HASH_BYTES || header.length < HEADER_BYTES) {
                throw cutOff();
            }
            ByteBuffer fields = ByteBuffer.wrap(header).order(ByteOrder.LITTLE_ENDIAN);
            int compressedBytes = fields.getInt(1) - HEADER_BYTES;
            int rawBytes = fields.getInt(5);
            if (compressedBytes < 0
                    || compressedBytes > BLOCK_BYTES_MAX
                    || rawBytes < 0
                    || rawBytes > BLOCK_BYTES_MAX) {
                throw ClickHouseException.of(
                        Code.INCORRECT_DATA, "A compressed block of " + rawBytes + " bytes is no block.");
            }
            byte[] data = blocks.readNBytes(compressedBytes);
            if (data.length < compressedBytes) {
                throw cutOff();
            }
            verify(hash, header, data);
            return switch (header[0]) {
                case LZ4 -> decompressLz4(data, rawBytes);
                case ZSTD -> decompressZstd(data, rawBytes);
                case NONE -> data;
                default ->
                    throw ClickHouseException.of(
                            Code.UNKNOWN_COMPRESSION_METHOD,
                            "Unknown compression method 0x%02x.".formatted(header[0] & 0xff));
            };
        }

        private static void verify(byte[] hash, byte[] header, byte[] data) {
            byte[] hashed = new byte[HEADER_BYTES + data.length];
            System.arraycopy(header, 0, hashed, 0, HEADER_BYTES);
            System.arraycopy(data, 0, hashed, HEADER_BYTES, data.length);
            CityHash128.Hash actual = CityHash128.of(hashed, 0, hashed.length);
            ByteBuffer expected = ByteBuffer.wrap(hash).order(ByteOrder.LITTLE_ENDIAN);
            if (expected.getLong(0) != actual.low() || expected.getLong(8) != actual.high()) {
                throw ClickHouseException.of(
                        Code.CHECKSUM_DOESNT_MATCH, "Checksum doesn't match: a compressed block was damaged.");
            }
        }

        private static byte[] decompressLz4(byte[] data, int rawBytes) {
            byte[] raw = new byte[rawBytes];
            try {
                int written = LZ4Factory.fastestInstance()
                        .safeDecompressor()
                        .decompress(data, 0, data.length, raw, 0, rawBytes);
                if (written == rawBytes) {
                    return raw;
                }
            } catch (LZ4Exception e) {
                throw damaged("LZ4 says " + e.getMessage());
            }
            throw damaged("it ended early");
        }

        private static byte[] decompressZstd(byte[] data, int rawBytes) {
            byte[] raw = new byte[rawBytes];
            long written = Zstd.decompressByteArray(raw, 0, rawBytes, data, 0, data.length);
            if (Zstd.isError(written)) {
                throw damaged(Zstd.getErrorName(written));
            }
            return raw;
        }

        private static ClickHouseException damaged(String reason) {
            return ClickHouseException.of(
                    Code.INCORRECT_DATA, "A compressed block cannot be decompressed: " + reason + ".");
        }

        private static ClickHouseException cutOff() {
            return ClickHouseException.of(Code.CANNOT_READ_ALL_DATA, "A compressed block is cut off.");
        }
    }

    private static final class Compression extends OutputStream {
        private static final int BLOCK_BYTES = 1 << 20;

        private final OutputStream blocks;
        private final LZ4Compressor compressor = LZ4Factory.fastestInstance().fastCompressor();
        private final byte[] raw = new byte[BLOCK_BYTES];
        private int rawLength;

        Compression(OutputStream blocks) {
            this.blocks = blocks;
        }

        @Override
        public void write(int octet) throws IOException {
            write(new byte[] {(byte) octet}, 0, 1);
        }

        @Override
        public void write(byte[] bytes, int offset, int length) throws IOException {
            int position = offset;
            int end = offset + length;
            while (position < end) {
                if (rawLength == BLOCK_BYTES) {
                    writeBlock();
                }
                int count = Math.min(end - position, BLOCK_BYTES - rawLength);
                System.arraycopy(bytes, position, raw, rawLength, count);
                rawLength += count;
                position += count;
            }
        }

        private void writeBlock() throws IOException {
            if (rawLength == 0) {
                return;
            }
            int start = HASH_BYTES + HEADER_BYTES;
            byte[] block = new byte[start + compressor.maxCompressedLength(rawLength)];
            int sizeWithHeader = HEADER_BYTES + compressor.compress(raw, 0, rawLength, block, start);
            ByteBuffer fields = ByteBuffer.wrap(block).order(ByteOrder.LITTLE_ENDIAN);
            fields.put(HASH_BYTES, LZ4);
            fields.putInt(HASH_BYTES + 1, sizeWithHeader);
            fields.putInt(HASH_BYTES + 5, rawLength);
            CityHash128.Hash hash = CityHash128.of(block, HASH_BYTES, sizeWithHeader);
            fields.putLong(0, hash.low());
            fields.putLong(8, hash.high());
            blocks.write(block, 0, HASH_BYTES + sizeWithHeader);
            rawLength = 0;
        }

        @Override
        public void flush() throws IOException {
            writeBlock();
            blocks.flush();
        }

        @Override
        public void close() throws IOException {
            writeBlock();
            blocks.close();
        }
    }
}
