package dev.fovea.connectors.embedded;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * CityHash128 1.0.2 (an algorithm of Google), which ClickHouse puts before each compressed block; later versions of
 * CityHash give other values.
 */
final class CityHash128 {
    private static final long K0 = 0xc3a5c85c97cb3127L;
    private static final long K1 = 0xb492b66fbe98f273L;
    private static final long K2 = 0x9ae16a3b2f90404fL;
    private static final long K3 = 0xc949d7c7509e6557L;
    private static final long MULTIPLIER = 0x9ddfea08eb382d69L;

    private CityHash128() {}

    record Hash(long low, long high) {}

    static Hash of(byte[] bytes, int offset, int length) {
        var data = new Data(ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN), offset, length);
        if (length >= 16) {
            return seeded(data.from(16), data.word(0) ^ K3, data.word(8));
        }
        if (length >= 8) {
            return seeded(data.from(length), data.word(0) ^ (length * K0), data.word(length - 8) ^ K1);
        }
        return seeded(data, K0, K1);
    }

    private static Hash seeded(Data data, long seedLow, long seedHigh) {
        if (data.length < 128) {
            return murmur(data, seedLow, seedHigh);
        }
        int length = data.length;
        long x = seedLow;
        long y = seedHigh;
        long z = length * K1;
        var v = new Pair();
        var w = new Pair();
        v.first = Long.rotateRight(y ^ K1, 49) * K1 + data.word(0);
        v.second = Long.rotateRight(v.first, 42) * K1 + data.word(8);
        w.first = Long.rotateRight(y + z, 35) * K1 + x;
        w.second = Long.rotateRight(x + data.word(88), 53) * K1;

        int position = 0;
        do {
            for (int round = 0; round < 2; round++) {
                x = Long.rotateRight(x + y + v.first + data.word(position + 16), 37) * K1;
                y = Long.rotateRight(y + v.second + data.word(position + 48), 42) * K1;
                x ^= w.second;
                y ^= v.first;
                z = Long.rotateRight(z ^ w.first, 33);
                v.weakHash32(data, position, v.second * K1, x + w.first);
                w.weakHash32(data, position + 32, z + w.second, y);
                long swap = z;
                z = x;
                x = swap;
                position += 64;
            }
            length -= 128;
        } while (length >= 128);

        y += Long.rotateRight(w.first, 37) * K0 + z;
        x += Long.rotateRight(v.first + z, 49) * K0;
        for (int tail = 0; tail < length; ) {
            tail += 32;
            y = Long.rotateRight(y - x, 42) * K0 + v.second;
            w.first += data.word(position + length - tail + 16);
            x = Long.rotateRight(x, 49) * K0 + w.first;
            w.first += v.first;
            v.weakHash32(data, position + length - tail, v.first, v.second);
        }
        x = hash16(x, v.first);
        y = hash16(y, w.first);
        return new Hash(hash16(x + v.second, w.second) + y, hash16(x + w.second, y + v.second));
    }

    private static Hash murmur(Data data, long seedLow, long seedHigh) {
        long a = seedLow;
        long b = seedHigh;
        long c;
        long d;
        int remaining = data.length - 16;
        if (remaining <= 0) {
            a = shiftMix(a * K1) * K1;
            c = b * K1 + hash0to16(data);
            d = shiftMix(a + (data.length >= 8 ? data.word(0) : c));
        } else {
            c = hash16(data.word(data.length - 8) + K1, a);
            d = hash16(b + data.length, c + data.word(data.length - 16));
            a += d;
            int position = 0;
            do {
                a ^= shiftMix(data.word(position) * K1) * K1;
                a *= K1;
                b ^= a;
                c ^= shiftMix(data.word(position + 8) * K1) * K1;
                c *= K1;
                d ^= c;
                position += 16;
                remaining -= 16;
            } while (remaining > 0);
        }
        a = hash16(a, c);
        b = hash16(d, b);
        return new Hash(a ^ b, hash16(b, a));
    }

    private static long hash0to16(Data data) {
        int length = data.length;
        if (length > 8) {
            long a = data.word(0);
            long b = data.word(length - 8);
            return hash16(a, Long.rotateRight(b + length, length)) ^ b;
        }
        if (length >= 4) {
            return hash16(length + (data.half(0) << 3), data.half(length - 4));
        }
        if (length > 0) {
            int first = data.octet(0);
            int middle = data.octet(length >> 1);
            int last = data.octet(length - 1);
            int y = first + (middle << 8);
            int z = length + (last << 2);
            return shiftMix(y * K2 ^ z * K3) * K2;
        }
        return K2;
    }

    private static long hash16(long low, long high) {
        long a = (low ^ high) * MULTIPLIER;
        a ^= a >>> 47;
        long b = (high ^ a) * MULTIPLIER;
        b ^= b >>> 47;
        return b * MULTIPLIER;
    }

    private static long shiftMix(long value) {
        return value ^ (value >>> 47);
    }

    private static final class Pair {
        long first;
        long second;

        void weakHash32(Data data, int position, long seedFirst, long seedSecond) {
            long w = data.word(position);
            long x = data.word(position + 8);
            long y = data.word(position + 16);
            long z = data.word(position + 24);
            long a = seedFirst + w;
            long b = Long.rotateRight(seedSecond + a + z, 21);
            long c = a;
            a += x + y;
            b += Long.rotateRight(a, 44);
            first = a + z;
            second = b + c;
        }
    }

    /** Positions may reach back before {@code offset}: the tail of a long input overlaps what was hashed before. */
    private record Data(ByteBuffer buffer, int offset, int length) {
        Data from(int position) {
            return new Data(buffer, offset + position, length - position);
        }

        long word(int position) {
            return buffer.getLong(offset + position);
        }

        long half(int position) {
            return buffer.getInt(offset + position) & 0xffff_ffffL;
        }

        int octet(int position) {
            return buffer.get(offset + position) & 0xff;
        }
    }
}
