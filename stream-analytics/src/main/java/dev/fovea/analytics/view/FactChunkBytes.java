package dev.fovea.analytics.view;

import static org.apache.kafka.common.utils.ByteUtils.readVarlong;
import static org.apache.kafka.common.utils.ByteUtils.writeVarlong;

import dev.fovea.analytics.view.Fact.Traces;
import dev.fovea.contracts.event.EventType;
import dev.fovea.contracts.event.FocusCause;
import dev.fovea.contracts.id.EventId;
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

/**
 * A chunk as it is stored: numbers as differences to the fact before, each origin once. About 32 bytes a fact, half of
 * them the event id, which is never cut: the order of two payloads must be exact.
 */
public final class FactChunkBytes {

    private static final byte FORMAT = 1;
    private static final int FACT_BYTES_MAX = 96;

    private static final int CONTESTED = 1;
    private static final int PLAYED = 1 << 1;
    private static final int FOCUSED = 1 << 2;
    private static final int PLAYS = 1 << 3;
    private static final int HAS_CAUSE = 1 << 4;
    private static final int HAS_STARTUP = 1 << 5;

    private FactChunkBytes() {}

    public static Serde<FactChunk> serde() {
        Serializer<FactChunk> serializer = (topic, chunk) -> chunk == null ? null : write(chunk);
        Deserializer<FactChunk> deserializer = (topic, bytes) -> bytes == null ? null : read(bytes);
        return Serdes.serdeFrom(serializer, deserializer);
    }

    public static Serde<FactChunk.Key> keys() {
        Serializer<FactChunk.Key> serializer = (topic, key) -> {
            ByteBuffer out = ByteBuffer.allocate(18);
            Packed.writeId(key.viewId().value(), out);
            return out.putShort((short) key.index()).array();
        };
        Deserializer<FactChunk.Key> deserializer = (topic, bytes) -> {
            ByteBuffer in = ByteBuffer.wrap(bytes);
            return new FactChunk.Key(new ViewId(Packed.readId(in)), in.getShort());
        };
        return Serdes.serdeFrom(serializer, deserializer);
    }

    static byte[] write(FactChunk chunk) {
        List<Origin> origins = new ArrayList<>(1);
        int bytesMax = 2 + chunk.facts().size() * FACT_BYTES_MAX;
        for (Fact fact : chunk.facts()) {
            if (!origins.contains(fact.origin())) {
                origins.add(fact.origin());
                bytesMax += Packed.bytesMax(fact.origin());
            }
        }
        ByteBuffer out = ByteBuffer.allocate(bytesMax + 1);
        out.put(FORMAT).put((byte) origins.size());
        origins.forEach(origin -> Packed.writeOrigin(origin, out));
        out.put((byte) chunk.facts().size());
        Before before = Before.NONE;
        for (Fact fact : chunk.facts()) {
            out.put((byte) origins.indexOf(fact.origin()));
            write(fact, before, out);
            before = Before.of(fact);
        }
        return Arrays.copyOf(out.array(), out.position());
    }

    static FactChunk read(byte[] bytes) {
        ByteBuffer in = ByteBuffer.wrap(bytes);
        Packed.requireFormat(FORMAT, in);
        var origins = new Origin[in.get()];
        for (int i = 0; i < origins.length; i++) {
            origins[i] = Packed.readOrigin(in);
        }
        int count = in.get();
        List<Fact> facts = new ArrayList<>(count);
        Before before = Before.NONE;
        for (int i = 0; i < count; i++) {
            Fact fact = readFact(origins[in.get()], before, in);
            facts.add(fact);
            before = Before.of(fact);
        }
        return new FactChunk(facts);
    }

    private static void write(Fact fact, Before before, ByteBuffer out) {
        FocusCause cause = fact.cause();
        Long startupMs = fact.startupMs();
        out.put((byte) ((fact.traces().contested() ? CONTESTED : 0)
                | (fact.traces().played() ? PLAYED : 0)
                | (fact.traces().focused() ? FOCUSED : 0)
                | (fact.plays() ? PLAYS : 0)
                | (cause != null ? HAS_CAUSE : 0)
                | (startupMs != null ? HAS_STARTUP : 0)));
        writeVarlong(fact.sequence() - before.sequence(), out);
        Packed.writeId(fact.eventId().value(), out);
        Packed.writeType(fact.type(), out);
        writeVarlong(fact.receivedAt() - before.receivedAt(), out);
        writeVarlong(fact.viewerTime() - before.viewerTime(), out);
        long expectedPlayheadMs = before.playheadMs();
        if (fact.plays()) {
            writeVarlong(fact.fromMs() - before.playheadMs(), out);
            writeVarlong(fact.toMs() - fact.fromMs(), out);
            expectedPlayheadMs = fact.toMs();
        }
        writeVarlong(fact.playheadMs() - expectedPlayheadMs, out);
        if (cause != null) {
            Packed.writeCause(cause, out);
        }
        if (startupMs != null) {
            writeVarlong(startupMs, out);
        }
    }

    private static Fact readFact(Origin origin, Before before, ByteBuffer in) {
        int flags = in.get();
        int sequence = Math.toIntExact(before.sequence() + readVarlong(in));
        var eventId = new EventId(Packed.readId(in));
        EventType type = Packed.readType(in);
        long receivedAt = before.receivedAt() + readVarlong(in);
        long viewerTime = before.viewerTime() + readVarlong(in);
        boolean plays = has(flags, PLAYS);
        long fromMs = plays ? before.playheadMs() + readVarlong(in) : 0;
        long toMs = plays ? fromMs + readVarlong(in) : 0;
        long playheadMs = (plays ? toMs : before.playheadMs()) + readVarlong(in);
        @Nullable FocusCause cause = has(flags, HAS_CAUSE) ? Packed.readCause(in) : null;
        @Nullable Long startupMs = has(flags, HAS_STARTUP) ? Long.valueOf(readVarlong(in)) : null;
        return new Fact(
                sequence,
                eventId,
                type,
                viewerTime,
                receivedAt,
                playheadMs,
                fromMs,
                toMs,
                cause,
                startupMs,
                origin,
                new Traces(has(flags, CONTESTED), has(flags, PLAYED), has(flags, FOCUSED)));
    }

    private static boolean has(int flags, int flag) {
        return (flags & flag) != 0;
    }

    /** What the numbers of the next fact are told against; a difference may overflow and comes back the same way. */
    private record Before(int sequence, long receivedAt, long viewerTime, long playheadMs) {

        static final Before NONE = new Before(0, 0, 0, 0);

        static Before of(Fact fact) {
            return new Before(fact.sequence(), fact.receivedAt(), fact.viewerTime(), fact.playheadMs());
        }
    }
}
