package dev.fovea.transcode.mp4;

/** Bytes read bit by bit, the highest first. Reading beyond them throws {@link ArrayIndexOutOfBoundsException}. */
final class Bits {

    private final byte[] bytes;
    private int at;

    Bits(byte[] bytes) {
        this.bytes = bytes;
    }

    void skip(int bits) {
        at += bits;
    }

    boolean flag() {
        return read(1) == 1;
    }

    int read(int bits) {
        int value = 0;
        for (int i = 0; i < bits; i++, at++) {
            value = value << 1 | bytes[at / 8] >> 7 - at % 8 & 1;
        }
        return value;
    }

    int signed() {
        int number = number();
        return (number & 1) == 1 ? (number + 1) / 2 : -number / 2;
    }

    /** Exp-Golomb; signed ones that nobody asks for are passed over by it, too. */
    int number() {
        int zeros = 0;
        while (read(1) == 0) {
            zeros++;
        }
        return (1 << zeros) - 1 + read(zeros);
    }
}
