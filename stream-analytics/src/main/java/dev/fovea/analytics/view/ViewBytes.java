package dev.fovea.analytics.view;

import static org.apache.kafka.common.utils.ByteUtils.readUnsignedVarint;
import static org.apache.kafka.common.utils.ByteUtils.readVarlong;
import static org.apache.kafka.common.utils.ByteUtils.writeUnsignedVarint;
import static org.apache.kafka.common.utils.ByteUtils.writeVarlong;

import dev.fovea.analytics.view.Fact.Traces;
import dev.fovea.contracts.event.EventType;
import dev.fovea.contracts.event.FocusCause;
import dev.fovea.contracts.event.RetentionRow.Played;
import dev.fovea.contracts.id.ViewId;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.apache.kafka.common.serialization.Deserializer;
import org.apache.kafka.common.serialization.Serde;
import org.apache.kafka.common.serialization.Serdes;
import org.apache.kafka.common.serialization.Serializer;
import org.jspecify.annotations.Nullable;

/** A view as it is stored: about 150 bytes for a film that was watched through, more where people jump or are disturbed. */
public final class ViewBytes {

    private static final byte FORMAT = 1;
    private static final int HEAD_BYTES_MAX = 256;
    private static final int MARK_BYTES_MAX = 40;
    private static final int PART_BYTES_MAX = 20;

    private static final int CONTESTED = 1;
    private static final int PLAYED = 1 << 1;
    private static final int FOCUSED = 1 << 2;

    private static final int HAS_CAUSE = 1;
    private static final int HAS_STARTUP = 1 << 1;

    private ViewBytes() {}

    public static Serde<View> serde() {
        Serializer<View> serializer = (topic, view) -> view == null ? null : write(view);
        Deserializer<View> deserializer = (topic, bytes) -> bytes == null ? null : read(bytes);
        return Serdes.serdeFrom(serializer, deserializer);
    }

    static byte[] write(View view) {
        ByteBuffer out = ByteBuffer.allocate(HEAD_BYTES_MAX
                + Packed.bytesMax(view.origin())
                + view.marks().size() * MARK_BYTES_MAX
                + view.coverage().parts().size() * PART_BYTES_MAX);
        out.put(FORMAT);
        Packed.writeId(view.viewId().value(), out);
        Packed.writeOrigin(view.origin(), out);
        writeVarlong(view.version(), out);
        writeVarlong(view.lastReceivedAt() - view.origin().viewStartedAt(), out);
        write(view.first(), view.origin(), out);
        write(view.last(), view.origin(), out);
        writeVarlong(view.playheadMs(), out);
        writeUnsignedVarint(view.counts().completes(), out);
        writeUnsignedVarint(view.counts().seeks(), out);
        writeUnsignedVarint(view.counts().errors(), out);
        writeUnsignedVarint(view.counts().contested(), out);
        Traces traces = view.traces();
        out.put((byte) ((traces.contested() ? CONTESTED : 0)
                | (traces.played() ? PLAYED : 0)
                | (traces.focused() ? FOCUSED : 0)));
        writeUnsignedVarint(view.marks().size(), out);
        for (Mark mark : view.marks()) {
            write(mark, view.origin(), out);
        }
        writeUnsignedVarint(view.coverage().parts().size(), out);
        long at = 0;
        for (Played part : view.coverage().parts()) {
            writeVarlong(part.fromMs() - at, out);
            writeVarlong(part.toMs() - part.fromMs(), out);
            writeUnsignedVarint(part.times(), out);
            at = part.toMs();
        }
        return Arrays.copyOf(out.array(), out.position());
    }

    static View read(byte[] bytes) {
        ByteBuffer in = ByteBuffer.wrap(bytes);
        Packed.requireFormat(FORMAT, in);
        var viewId = new ViewId(Packed.readId(in));
        Origin origin = Packed.readOrigin(in);
        long version = readVarlong(in);
        long lastReceivedAt = origin.viewStartedAt() + readVarlong(in);
        Mark first = readMark(origin, in);
        Mark last = readMark(origin, in);
        long playheadMs = readVarlong(in);
        var counts = new View.Counts(
                readUnsignedVarint(in), readUnsignedVarint(in), readUnsignedVarint(in), readUnsignedVarint(in));
        int flags = in.get();
        var traces = new Traces((flags & CONTESTED) != 0, (flags & PLAYED) != 0, (flags & FOCUSED) != 0);
        int marksTotal = readUnsignedVarint(in);
        List<Mark> marks = new ArrayList<>(marksTotal);
        for (int i = 0; i < marksTotal; i++) {
            marks.add(readMark(origin, in));
        }
        int partsTotal = readUnsignedVarint(in);
        List<Played> parts = new ArrayList<>(partsTotal);
        long at = 0;
        for (int i = 0; i < partsTotal; i++) {
            long fromMs = at + readVarlong(in);
            at = fromMs + readVarlong(in);
            parts.add(new Played(fromMs, at, readUnsignedVarint(in)));
        }
        return new View(
                viewId,
                version,
                lastReceivedAt,
                first,
                origin,
                last,
                playheadMs,
                new Coverage(parts),
                marks,
                counts,
                traces);
    }

    private static void write(Mark mark, Origin origin, ByteBuffer out) {
        FocusCause cause = mark.cause();
        Long startupMs = mark.startupMs();
        out.put((byte) ((cause != null ? HAS_CAUSE : 0) | (startupMs != null ? HAS_STARTUP : 0)));
        writeUnsignedVarint(mark.sequence(), out);
        Packed.writeType(mark.type(), out);
        writeVarlong(mark.viewerTime() - origin.viewStartedAt(), out);
        writeVarlong(mark.receivedAt() - origin.viewStartedAt(), out);
        if (cause != null) {
            Packed.writeCause(cause, out);
        }
        if (startupMs != null) {
            writeVarlong(startupMs, out);
        }
    }

    private static Mark readMark(Origin origin, ByteBuffer in) {
        int flags = in.get();
        int sequence = readUnsignedVarint(in);
        EventType type = Packed.readType(in);
        long viewerTime = origin.viewStartedAt() + readVarlong(in);
        long receivedAt = origin.viewStartedAt() + readVarlong(in);
        @Nullable FocusCause cause = (flags & HAS_CAUSE) != 0 ? Packed.readCause(in) : null;
        @Nullable Long startupMs = (flags & HAS_STARTUP) != 0 ? Long.valueOf(readVarlong(in)) : null;
        return new Mark(sequence, type, viewerTime, receivedAt, cause, startupMs);
    }
}
