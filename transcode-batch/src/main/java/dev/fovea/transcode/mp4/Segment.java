package dev.fovea.transcode.mp4;

import dev.fovea.transcode.mp4.Boxes.Box;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** What a player fetches at once: fragments behind a segment type box. */
public record Segment(byte[] bytes, List<Fragment> fragments) {

    /** Says that these bytes are a media segment (ISO 23009-1). */
    private static final byte[] STYP = styp();

    public Segment {
        fragments = List.copyOf(fragments);
    }

    static Segment of(byte[] file, List<Fragment> fragments, int firstNumber) {
        int size =
                STYP.length + fragments.stream().mapToInt(Fragment::sizeBytes).sum();
        ByteBuffer bytes = ByteBuffer.allocate(size).put(STYP);
        var moved = new ArrayList<Fragment>();
        for (Fragment fragment : fragments) {
            int at = bytes.position();
            bytes.put(file, fragment.offset(), fragment.sizeBytes());
            number(bytes, at, fragment.sizeBytes(), firstNumber + moved.size());
            moved.add(fragment.at(at));
        }
        return new Segment(bytes.array(), moved);
    }

    /** Each encoder counts from 1; over the whole film the numbers go on (ISO 14496-12, mfhd). */
    private static void number(ByteBuffer bytes, int at, int size, int number) {
        Box moof = Boxes.between(bytes, at, at + size).getFirst();
        Box mfhd = Boxes.first(bytes, moof, "mfhd");
        if (mfhd.end() - mfhd.body() < 8) {
            throw new InvalidMp4("a fragment without room for its number");
        }
        bytes.putInt(mfhd.body() + 4, number + 1);
    }

    private static byte[] styp() {
        ByteBuffer box = ByteBuffer.allocate(24);
        box.putInt(24);
        for (String word : List.of("styp", "msdh", "\0\0\0\0", "msdh", "iso6")) {
            box.put(word.getBytes(StandardCharsets.ISO_8859_1));
        }
        return box.array();
    }
}
