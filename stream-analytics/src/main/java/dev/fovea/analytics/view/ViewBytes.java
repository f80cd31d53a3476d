package dev.fovea.analytics.view;

import static org.apache.kafka.common.utils.ByteUtils.readUnsignedVarint;
import static org.apache.kafka.common.utils.ByteUtils.readVarlong;
import static org.apache.kafka.common.utils.ByteUtils.writeUnsignedVarint;
import static org.apache.kafka.common.utils.ByteUtils.writeVarlong;

import dev.fovea.contracts.event.EventType;
import dev.fovea.contracts.event.FocusCause;
import dev.fovea.contracts.id.EventId;
import dev.fovea.contracts.id.UserId;
import dev.fovea.contracts.id.VideoId;
import dev.fovea.contracts.id.ViewId;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.apache.kafka.common.errors.SerializationException;
import org.apache.kafka.common.serialization.Deserializer;
import org.apache.kafka.common.serialization.Serde;
import org.apache.kafka.common.serialization.Serdes;
import org.apache.kafka.common.serialization.Serializer;
import org.jspecify.annotations.Nullable;

/**
 * A view as it is stored: numbers as differences to the fact before, names once in a table, about 32 bytes a fact, most
 * of them its event id. Names, not ordinals, so that new event types may be put anywhere.
 */
public final class ViewBytes {

    private static final byte FORMAT = 1;

    private static final int CONTESTED = 1;
    private static final int PLAYS = 2;
    private static final int HAS_CAUSE = 4;
    private static final int HAS_STARTUP = 8;

    private static final int HEADER_BYTES_MAX = 128;
    private static final int FACT_BYTES_MAX = 112;

    private ViewBytes() {}

    public static Serde<View> serde() {
        Serializer<View> serializer = (topic, view) -> view == null ? null : write(view);
        Deserializer<View> deserializer = (topic, bytes) -> bytes == null ? null : read(bytes);
        return Serdes.serdeFrom(serializer, deserializer);
    }

    static byte[] write(View view) {
        Names names = new Names();
        for (Fact fact : view.facts()) {
            names.add(fact.type().name());
            names.add(fact.origin().device());
            names.add(fact.origin().region());
            if (fact.cause() != null) {
                names.add(fact.cause().name());
            }
        }
        ByteBuffer out = ByteBuffer.allocate(
                HEADER_BYTES_MAX + names.bytesMax() + view.facts().size() * FACT_BYTES_MAX);
        out.put(FORMAT);
        writeUuid(view.viewId().value(), out);
        writeUuid(view.grant().videoId().value(), out);
        writeUuid(view.grant().viewerId().value(), out);
        writeVarlong(view.grant().viewStartedAt(), out);
        out.put((byte) ((view.played() ? 1 : 0) | (view.focused() ? 2 : 0)));
        names.write(out);
        writeUnsignedVarint(view.facts().size(), out);
        Before before = Before.first(view.grant());
        for (Fact fact : view.facts()) {
            write(fact, before, names, out);
            before = Before.after(fact);
        }
        return Arrays.copyOf(out.array(), out.position());
    }

    static View read(byte[] bytes) {
        ByteBuffer in = ByteBuffer.wrap(bytes);
        byte format = in.get();
        if (format != FORMAT) {
            throw new SerializationException("a stored view has format " + format + ", known is " + FORMAT);
        }
        ViewId viewId = new ViewId(readUuid(in));
        VideoId videoId = new VideoId(readUuid(in));
        UserId viewerId = new UserId(readUuid(in));
        Grant grant = new Grant(readVarlong(in), videoId, viewerId);
        byte flags = in.get();
        List<String> names = Names.read(in);
        int count = readUnsignedVarint(in);
        List<Fact> facts = new ArrayList<>(count);
        Before before = Before.first(grant);
        for (int i = 0; i < count; i++) {
            Fact fact = readFact(before, names, in);
            facts.add(fact);
            before = Before.after(fact);
        }
        return new View(viewId, grant, facts, (flags & 1) != 0, (flags & 2) != 0);
    }

    private static void write(Fact fact, Before before, Names names, ByteBuffer out) {
        FocusCause cause = fact.cause();
        Long startupMs = fact.startupMs();
        out.put((byte) ((fact.contested() ? CONTESTED : 0)
                | (fact.plays() ? PLAYS : 0)
                | (cause != null ? HAS_CAUSE : 0)
                | (startupMs != null ? HAS_STARTUP : 0)));
        writeUnsignedVarint(fact.sequence() - before.sequence(), out);
        writeUuid(fact.eventId().value(), out);
        writeUnsignedVarint(names.indexOf(fact.type().name()), out);
        writeUnsignedVarint(names.indexOf(fact.origin().device()), out);
        writeUnsignedVarint(names.indexOf(fact.origin().region()), out);
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
            writeUnsignedVarint(names.indexOf(cause.name()), out);
        }
        if (startupMs != null) {
            writeVarlong(startupMs, out);
        }
    }

    private static Fact readFact(Before before, List<String> names, ByteBuffer in) {
        int flags = in.get();
        int sequence = before.sequence() + readUnsignedVarint(in);
        EventId eventId = new EventId(readUuid(in));
        EventType type = EventType.valueOf(names.get(readUnsignedVarint(in)));
        Origin origin = new Origin(names.get(readUnsignedVarint(in)), names.get(readUnsignedVarint(in)));
        long receivedAt = before.receivedAt() + readVarlong(in);
        long viewerTime = before.viewerTime() + readVarlong(in);
        boolean plays = (flags & PLAYS) != 0;
        long fromMs = plays ? before.playheadMs() + readVarlong(in) : 0;
        long toMs = plays ? fromMs + readVarlong(in) : 0;
        long playheadMs = (plays ? toMs : before.playheadMs()) + readVarlong(in);
        @Nullable
        FocusCause cause = (flags & HAS_CAUSE) != 0 ? FocusCause.valueOf(names.get(readUnsignedVarint(in))) : null;
        @Nullable Long startupMs = (flags & HAS_STARTUP) != 0 ? Long.valueOf(readVarlong(in)) : null;
        return new Fact(
                sequence,
                (flags & CONTESTED) != 0,
                eventId,
                type,
                viewerTime,
                receivedAt,
                playheadMs,
                fromMs,
                toMs,
                cause,
                startupMs,
                origin);
    }

    private static void writeUuid(UUID id, ByteBuffer out) {
        out.putLong(id.getMostSignificantBits()).putLong(id.getLeastSignificantBits());
    }

    private static UUID readUuid(ByteBuffer in) {
        return new UUID(in.getLong(), in.getLong());
    }

    /** What the numbers of the next fact are told against; differences may overflow and come back. */
    private record Before(int sequence, long receivedAt, long viewerTime, long playheadMs) {

        static Before first(Grant grant) {
            return new Before(0, grant.viewStartedAt(), grant.viewStartedAt(), 0);
        }

        static Before after(Fact fact) {
            return new Before(fact.sequence(), fact.receivedAt(), fact.viewerTime(), fact.playheadMs());
        }
    }

    /** Each name once; a fact holds its place in this table. */
    private static final class Names {

        private final Map<String, Integer> indexes = new LinkedHashMap<>();
        private int charactersTotal;

        void add(String name) {
            if (indexes.putIfAbsent(name, indexes.size()) == null) {
                charactersTotal += name.length();
            }
        }

        int indexOf(String name) {
            return indexes.getOrDefault(name, -1);
        }

        int bytesMax() {
            return 5 * (indexes.size() + 1) + 3 * charactersTotal;
        }

        void write(ByteBuffer out) {
            writeUnsignedVarint(indexes.size(), out);
            for (String name : indexes.keySet()) {
                byte[] text = name.getBytes(StandardCharsets.UTF_8);
                writeUnsignedVarint(text.length, out);
                out.put(text);
            }
        }

        static List<String> read(ByteBuffer in) {
            int count = readUnsignedVarint(in);
            List<String> names = new ArrayList<>(count);
            for (int i = 0; i < count; i++) {
                byte[] text = new byte[readUnsignedVarint(in)];
                in.get(text);
                names.add(new String(text, StandardCharsets.UTF_8));
            }
            return names;
        }
    }
}
