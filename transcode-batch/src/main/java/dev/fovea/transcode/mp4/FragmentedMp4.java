package dev.fovea.transcode.mp4;

import dev.fovea.transcode.mp4.Boxes.Box;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** A fragmented MP4, or a segment of one, with a single track. */
public final class FragmentedMp4 {

    private static final int DATA_OFFSET = 0x1;
    private static final int FIRST_SAMPLE_FLAGS = 0x4;
    private static final int SAMPLE_DURATION = 0x100;
    private static final int SAMPLE_SIZE = 0x200;
    private static final int SAMPLE_FLAGS = 0x400;
    private static final int SAMPLE_COMPOSITION = 0x800;

    private static final int BASE_DATA_OFFSET = 0x1;
    private static final int DESCRIPTION_INDEX = 0x2;
    private static final int DEFAULT_DURATION = 0x8;
    private static final int DEFAULT_SIZE = 0x10;
    private static final int DEFAULT_FLAGS = 0x20;
    private static final int NOT_A_SYNC_SAMPLE = 0x10000;

    private final byte[] bytes;
    private final int initBytes;
    private final List<Fragment> fragments;

    private FragmentedMp4(byte[] bytes, int initBytes, List<Fragment> fragments) {
        this.bytes = bytes;
        this.initBytes = initBytes;
        this.fragments = List.copyOf(fragments);
    }

    /** @throws InvalidMp4 */
    public static FragmentedMp4 parse(byte[] bytes) {
        try {
            return parse(bytes, ByteBuffer.wrap(bytes));
        } catch (IndexOutOfBoundsException e) {
            throw new InvalidMp4("a box is shorter than what it must hold");
        }
    }

    private static FragmentedMp4 parse(byte[] bytes, ByteBuffer buffer) {
        List<Box> boxes = Boxes.between(buffer, 0, bytes.length);
        int init = 0;
        var fragments = new ArrayList<Fragment>();
        for (int i = 0; i < boxes.size(); i++) {
            Box box = boxes.get(i);
            if (box.type().equals("moov")) {
                init = box.end();
            }
            if (box.type().equals("moof")) {
                if (i + 1 == boxes.size() || !boxes.get(i + 1).type().equals("mdat")) {
                    throw new InvalidMp4("a moof without its mdat at byte " + box.at());
                }
                fragments.add(fragment(buffer, box, boxes.get(i + 1)));
            }
        }
        return new FragmentedMp4(bytes, init, fragments);
    }

    private static Fragment fragment(ByteBuffer bytes, Box moof, Box mdat) {
        Box traf = Boxes.first(bytes, moof, "traf");
        Defaults defaults = defaults(bytes, Boxes.first(bytes, traf, "tfhd"));
        Box tfdt = Boxes.first(bytes, traf, "tfdt");
        boolean wide = bytes.get(tfdt.body()) == 1;
        long time = wide ? bytes.getLong(tfdt.body() + 4) : Integer.toUnsignedLong(bytes.getInt(tfdt.body() + 4));
        Box trun = Boxes.first(bytes, traf, "trun");

        int flags = bytes.getInt(trun.body()) & 0xffffff;
        int samples = bytes.getInt(trun.body() + 4);
        if (samples <= 0 || samples > mdat.size()) {
            throw new InvalidMp4("a trun of %d samples".formatted(samples));
        }
        int at = trun.body() + 8;
        int dataOffset = mdat.body() - moof.at();
        if ((flags & DATA_OFFSET) != 0) {
            dataOffset = bytes.getInt(at);
            at += 4;
        }
        int firstFlags = defaults.flags;
        if ((flags & FIRST_SAMPLE_FLAGS) != 0) {
            firstFlags = bytes.getInt(at);
            at += 4;
        }
        long duration = 0;
        int firstSize = defaults.size;
        for (int sample = 0; sample < samples; sample++) {
            int own = defaults.duration;
            if ((flags & SAMPLE_DURATION) != 0) {
                own = bytes.getInt(at);
                at += 4;
            }
            duration += Integer.toUnsignedLong(own);
            if ((flags & SAMPLE_SIZE) != 0) {
                if (sample == 0) {
                    firstSize = bytes.getInt(at);
                }
                at += 4;
            }
            if ((flags & SAMPLE_FLAGS) != 0) {
                if (sample == 0) {
                    firstFlags = bytes.getInt(at);
                }
                at += 4;
            }
            if ((flags & SAMPLE_COMPOSITION) != 0) {
                at += 4;
            }
        }
        if (at > trun.end()) {
            throw new InvalidMp4("a trun does not hold its %d samples".formatted(samples));
        }
        if (dataOffset < 0 || firstSize < 0 || (long) dataOffset + firstSize > mdat.end() - moof.at()) {
            throw new InvalidMp4("a fragment's first sample lies outside of it");
        }
        return new Fragment(
                moof.at(),
                mdat.end() - moof.at(),
                time,
                duration,
                samples,
                dataOffset,
                firstSize,
                (firstFlags & NOT_A_SYNC_SAMPLE) == 0);
    }

    private record Defaults(int duration, int size, int flags) {}

    private static Defaults defaults(ByteBuffer bytes, Box tfhd) {
        int flags = bytes.getInt(tfhd.body()) & 0xffffff;
        int at = tfhd.body() + 8;
        at += (flags & BASE_DATA_OFFSET) != 0 ? 8 : 0;
        at += (flags & DESCRIPTION_INDEX) != 0 ? 4 : 0;
        int duration = 0;
        int size = 0;
        int sampleFlags = 0;
        if ((flags & DEFAULT_DURATION) != 0) {
            duration = bytes.getInt(at);
            at += 4;
        }
        if ((flags & DEFAULT_SIZE) != 0) {
            size = bytes.getInt(at);
            at += 4;
        }
        if ((flags & DEFAULT_FLAGS) != 0) {
            sampleFlags = bytes.getInt(at);
        }
        return new Defaults(duration, size, sampleFlags);
    }

    /** ftyp and moov: what a player needs once. */
    public byte[] init() {
        return Arrays.copyOf(bytes, initBytes);
    }

    public List<Fragment> fragments() {
        return fragments;
    }

    /** The first sample of a fragment, as the track codes it. */
    public byte[] firstSample(Fragment fragment) {
        int from = fragment.offset() + fragment.firstSampleOffset();
        return Arrays.copyOfRange(bytes, from, from + fragment.firstSampleBytes());
    }

    /**
     * What is seen of a fragment without decoding it.
     *
     * @throws InvalidMp4 when it does not hold its pictures, each of them whole
     */
    public void requirePictures(Track track, Fragment fragment) {
        int from = fragment.offset() + fragment.firstSampleOffset();
        int to = fragment.offset() + fragment.sizeBytes();
        if (track.isAv1()) {
            Av1Unit.in(bytes, from, to); // where a picture begins is not told
            return;
        }
        int pictures = AvcSample.pictures(bytes, from, to);
        if (pictures != fragment.samples()) {
            throw new InvalidMp4("%d pictures where %d are announced".formatted(pictures, fragment.samples()));
        }
    }

    /**
     * Segments of so many fragments each, the last one with what is left.
     *
     * @param firstNumber of the first fragment, counted over the whole track: each fragment carries its own
     */
    public List<Segment> segments(int fragmentsEach, int firstNumber) {
        var segments = new ArrayList<Segment>();
        for (int from = 0; from < fragments.size(); from += fragmentsEach) {
            List<Fragment> own = fragments.subList(from, Math.min(fragments.size(), from + fragmentsEach));
            segments.add(Segment.of(bytes, own, firstNumber + from));
        }
        return segments;
    }

    /**
     * Segments that begin at multiples of this time. Nobody knows how many fragments came before: the first of a segment is
     * numbered by its first sample, so that numbers still rise (ISO 14496-12, mfhd).
     */
    public List<Segment> segmentsOf(long segmentTicks, int sampleTicks) {
        var segments = new ArrayList<Segment>();
        for (int from = 0, to; from < fragments.size(); from = to) {
            long place = fragments.get(from).time() / segmentTicks;
            to = from + 1;
            while (to < fragments.size() && fragments.get(to).time() / segmentTicks == place) {
                to++;
            }
            segments.add(Segment.of(
                    bytes,
                    fragments.subList(from, to),
                    Math.toIntExact(fragments.get(from).time() / sampleTicks)));
        }
        return segments;
    }
}
