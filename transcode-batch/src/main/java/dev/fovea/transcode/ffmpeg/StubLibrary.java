package dev.fovea.transcode.ffmpeg;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;

/**
 * An ELF shared object that defines nothing but its name. FFmpeg's capture devices link to libraries of desktops
 * (X, PulseAudio, ALSA) that a server lacks; none of their functions is ever called by us, so that a library which only
 * exists satisfies the loader.
 */
final class StubLibrary {

    private static final int ELF_HEADER_BYTES = 64;
    private static final int PROGRAM_HEADER_BYTES = 56;
    private static final int PROGRAM_HEADERS = 3;
    private static final int PAGE_BYTES = 0x1000;

    private static final int PT_LOAD = 1;
    private static final int PT_DYNAMIC = 2;
    private static final int PT_GNU_STACK = 0x6474e551;
    private static final int READABLE = 4;
    private static final int WRITABLE = 2;

    private static final long DT_NULL = 0;
    private static final long DT_HASH = 4;
    private static final long DT_STRTAB = 5;
    private static final long DT_SYMTAB = 6;
    private static final long DT_STRSZ = 10;
    private static final long DT_SYMENT = 11;
    private static final long DT_SONAME = 14;
    private static final int SYMBOL_BYTES = 24;

    private StubLibrary() {}

    /** The bytes of an x86-64 library of this name, such as {@code libpulse.so.0}. */
    static byte[] named(String soname) {
        byte[] strings = stringsOf(soname);
        int stringsAt = ELF_HEADER_BYTES + PROGRAM_HEADERS * PROGRAM_HEADER_BYTES;
        int symbolsAt = aligned(stringsAt + strings.length);
        int hashAt = symbolsAt + SYMBOL_BYTES;
        int dynamicAt = aligned(hashAt + 5 * Integer.BYTES);
        long[] dynamic = {
            DT_SONAME,
            1,
            DT_HASH,
            hashAt,
            DT_STRTAB,
            stringsAt,
            DT_SYMTAB,
            symbolsAt,
            DT_STRSZ,
            strings.length,
            DT_SYMENT,
            SYMBOL_BYTES,
            DT_NULL,
            0
        };
        int size = dynamicAt + dynamic.length * Long.BYTES;

        ByteBuffer elf = ByteBuffer.allocate(size).order(ByteOrder.LITTLE_ENDIAN);
        header(elf);
        // One segment, loaded at 0 and writable: the loader puts real addresses into the dynamic section.
        programHeader(elf, PT_LOAD, READABLE | WRITABLE, 0, size, PAGE_BYTES);
        programHeader(elf, PT_DYNAMIC, READABLE | WRITABLE, dynamicAt, dynamic.length * Long.BYTES, Long.BYTES);
        programHeader(elf, PT_GNU_STACK, READABLE | WRITABLE, 0, 0, 16);
        elf.position(stringsAt).put(strings);
        // The one symbol is the undefined one that every table starts with: all zeros.
        elf.position(hashAt)
                .putInt(1) // one bucket
                .putInt(1) // one chain entry
                .putInt(0)
                .putInt(0);
        elf.position(dynamicAt);
        for (long word : dynamic) {
            elf.putLong(word);
        }
        return elf.array();
    }

    private static void header(ByteBuffer elf) {
        elf.put(new byte[] {0x7f, 'E', 'L', 'F', 2, 1, 1, 0, 0, 0, 0, 0, 0, 0, 0, 0}); // 64 bit, little-endian
        elf.putShort((short) 3) // shared object
                .putShort((short) 62) // x86-64
                .putInt(1)
                .putLong(0) // no entry point
                .putLong(ELF_HEADER_BYTES)
                .putLong(0) // no section headers
                .putInt(0)
                .putShort((short) ELF_HEADER_BYTES)
                .putShort((short) PROGRAM_HEADER_BYTES)
                .putShort((short) PROGRAM_HEADERS)
                .putShort((short) 64)
                .putShort((short) 0)
                .putShort((short) 0);
    }

    private static void programHeader(ByteBuffer elf, int type, int flags, long at, long size, long alignment) {
        elf.putInt(type)
                .putInt(flags)
                .putLong(at)
                .putLong(at)
                .putLong(at)
                .putLong(size)
                .putLong(size)
                .putLong(alignment);
    }

    private static byte[] stringsOf(String soname) {
        var strings = new ByteArrayOutputStream();
        strings.write(0);
        strings.writeBytes(soname.getBytes(StandardCharsets.US_ASCII));
        strings.write(0);
        return strings.toByteArray();
    }

    private static int aligned(int at) {
        return (at + 7) / 8 * 8;
    }
}
