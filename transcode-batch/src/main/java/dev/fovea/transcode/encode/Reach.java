package dev.fovea.transcode.encode;

import dev.fovea.transcode.span.PacketIndex;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** How far into the source each unit reads, so that it can begin while the rest still arrives. */
public final class Reach {

    /**
     * The pictures of a unit are decoded before those that are shown after it; FFmpeg reads on by what its queues and the
     * reordering of pictures hold, some forty packets.
     */
    private static final long MICROS_READ_AHEAD = 1_000_000;

    private static final int PACKETS_READ_AHEAD = 60;

    private Reach() {}

    /** The source's first bytes that each unit needs; missing are those that need all: the sound, and the film's end. */
    public static Map<Integer, Long> of(Plan plan, List<Unit> units, PacketIndex index) {
        Map<Integer, Long> bytes = new HashMap<>();
        for (Unit unit : units) {
            if (unit.kind() == Unit.Kind.VIDEO && !plan.isLast(unit)) {
                long end = plan.rate().microsAt(unit.firstFrame() + unit.frames());
                index.bytesUntil(end + MICROS_READ_AHEAD, PACKETS_READ_AHEAD)
                        .ifPresent(needed -> bytes.put(unit.index(), needed));
            }
        }
        return bytes;
    }
}
