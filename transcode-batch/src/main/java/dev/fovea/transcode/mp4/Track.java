package dev.fovea.transcode.mp4;

import dev.fovea.transcode.mp4.Boxes.Box;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * What an init segment tells of its one track.
 *
 * @param codec as playlists name it (RFC 6381): {@code avc1.64001f}, {@code av01.0.08M.08}, {@code mp4a.40.2}
 * @param width,height 0 for sound
 * @param parameterSets of H.264: the sequence and picture parameter sets; of AV1: what stands before all samples; empty for
 *     sound
 */
public record Track(int ticksPerSecond, String codec, int width, int height, List<byte[]> parameterSets) {

    private static final int VISUAL_ENTRY_BYTES = 78;
    private static final int SOUND_ENTRY_BYTES = 28;
    private static final int ENTRIES_AT = 8;
    private static final int AV1_CONFIGURATION_BYTES = 4;

    public Track {
        parameterSets = List.copyOf(parameterSets);
    }

    /** @throws InvalidMp4 */
    public static Track of(byte[] init) {
        try {
            return of(ByteBuffer.wrap(init), init.length);
        } catch (IndexOutOfBoundsException e) {
            throw new InvalidMp4("an init segment is cut off");
        }
    }

    private static Track of(ByteBuffer bytes, int length) {
        Box moov = Boxes.between(bytes, 0, length).stream()
                .filter(box -> box.type().equals("moov"))
                .findFirst()
                .orElseThrow(() -> new InvalidMp4("an init segment without moov"));
        Box mdia = Boxes.first(bytes, Boxes.first(bytes, moov, "trak"), "mdia");
        Box mdhd = Boxes.first(bytes, mdia, "mdhd");
        int ticks = bytes.getInt(mdhd.body() + (bytes.get(mdhd.body()) == 1 ? 20 : 12));
        if (ticks <= 0) {
            throw new InvalidMp4("a track of %d ticks a second".formatted(ticks));
        }
        Box stbl = Boxes.first(bytes, Boxes.first(bytes, mdia, "minf"), "stbl");
        Box stsd = Boxes.first(bytes, stbl, "stsd");
        Box entry = Boxes.between(bytes, stsd.body() + ENTRIES_AT, stsd.end()).stream()
                .findFirst()
                .orElseThrow(() -> new InvalidMp4("a track that does not say how it is coded"));
        return switch (entry.type()) {
            case "avc1" -> picture(bytes, entry, ticks);
            case "av01" -> av1(bytes, entry, ticks);
            case "mp4a" -> sound(bytes, entry, ticks);
            default -> throw new InvalidMp4("a track coded as " + entry.type());
        };
    }

    private static Track picture(ByteBuffer bytes, Box entry, int ticks) {
        int width = Short.toUnsignedInt(bytes.getShort(entry.body() + 24));
        int height = Short.toUnsignedInt(bytes.getShort(entry.body() + 26));
        Box avcC = child(bytes, entry, VISUAL_ENTRY_BYTES, "avcC");
        String codec = String.format(Locale.ROOT, "avc1.%06x", bytes.getInt(avcC.body()) & 0xffffff);
        return new Track(ticks, codec, width, height, parameterSets(bytes, avcC));
    }

    private static Track av1(ByteBuffer bytes, Box entry, int ticks) {
        int width = Short.toUnsignedInt(bytes.getShort(entry.body() + 24));
        int height = Short.toUnsignedInt(bytes.getShort(entry.body() + 26));
        Box av1C = child(bytes, entry, VISUAL_ENTRY_BYTES, "av1C");
        int first = Byte.toUnsignedInt(bytes.get(av1C.body() + 1));
        int second = Byte.toUnsignedInt(bytes.get(av1C.body() + 2));
        int bitDepth = (second & 0x40) == 0 ? 8 : (second & 0x20) == 0 ? 10 : 12;
        byte[] units = new byte[Math.max(0, av1C.end() - av1C.body() - AV1_CONFIGURATION_BYTES)];
        bytes.get(av1C.body() + AV1_CONFIGURATION_BYTES, units);
        return new Track(
                ticks,
                Av1Sequence.codec(first >> 5, first & 0x1f, second >> 7, bitDepth),
                width,
                height,
                List.of(units));
    }

    public boolean isAv1() {
        return codec.startsWith("av01.");
    }

    /** What its pictures say of themselves. @throws InvalidMp4 for sound */
    public PictureParameters pictures() {
        return isAv1() ? Av1Sequence.of(parameterSets.getFirst()) : SequenceParameters.of(parameterSets);
    }

    /** Whether decoding may start at this sample of pictures, and nothing later looks back past it. */
    public boolean startsAt(byte[] sample) {
        return isAv1() ? Av1Unit.isKey(sample) : AvcSample.isIdr(sample);
    }

    private static List<byte[]> parameterSets(ByteBuffer bytes, Box avcC) {
        var sets = new ArrayList<byte[]>();
        int at = avcC.body() + 5;
        for (int mask : new int[] {0x1f, 0xff}) { // sequence sets, then picture sets
            int count = bytes.get(at++) & mask;
            for (int i = 0; i < count; i++) {
                byte[] set = new byte[Short.toUnsignedInt(bytes.getShort(at))];
                bytes.get(at + 2, set);
                sets.add(set);
                at += 2 + set.length;
            }
        }
        return sets;
    }

    private static Track sound(ByteBuffer bytes, Box entry, int ticks) {
        Box esds = child(bytes, entry, SOUND_ENTRY_BYTES, "esds");
        return new Track(ticks, soundCodec(bytes, esds), 0, 0, List.of());
    }

    /** {@code mp4a.OO.A}: the object type of the decoder, and for MPEG-4 sound the kind of AAC. */
    private static String soundCodec(ByteBuffer bytes, Box esds) {
        int at = skipHeader(bytes, esds.body() + 4, 0x03).orElseThrow(Track::unreadable) + 3;
        at = skipHeader(bytes, at, 0x04).orElseThrow(Track::unreadable);
        int objectType = Byte.toUnsignedInt(bytes.get(at));
        int config = skipHeader(bytes, at + 13, 0x05).orElseThrow(Track::unreadable);
        return String.format(Locale.ROOT, "mp4a.%02x.%d", objectType, Byte.toUnsignedInt(bytes.get(config)) >> 3);
    }

    /** A descriptor is its tag, its length in one to four bytes, its body. */
    private static Optional<Integer> skipHeader(ByteBuffer bytes, int at, int tag) {
        if (bytes.get(at) != tag) {
            return Optional.empty();
        }
        int body = at + 1;
        while ((bytes.get(body) & 0x80) != 0) {
            body++;
        }
        return Optional.of(body + 1);
    }

    private static InvalidMp4 unreadable() {
        return new InvalidMp4("the sound's decoder configuration cannot be read");
    }

    private static Box child(ByteBuffer bytes, Box entry, int skip, String type) {
        return Boxes.between(bytes, entry.body() + skip, entry.end()).stream()
                .filter(box -> box.type().equals(type))
                .findFirst()
                .orElseThrow(() -> new InvalidMp4("no %s in %s".formatted(type, entry.type())));
    }
}
