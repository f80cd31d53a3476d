package dev.fovea.analytics.view;

import static org.apache.kafka.common.utils.ByteUtils.readUnsignedVarint;
import static org.apache.kafka.common.utils.ByteUtils.readVarlong;
import static org.apache.kafka.common.utils.ByteUtils.writeUnsignedVarint;
import static org.apache.kafka.common.utils.ByteUtils.writeVarlong;

import dev.fovea.contracts.event.EventType;
import dev.fovea.contracts.event.FocusCause;
import dev.fovea.contracts.id.UserId;
import dev.fovea.contracts.id.VideoId;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.UUID;
import org.apache.kafka.common.errors.SerializationException;

/** What both stored forms share. A code is a place in these lists: stored state outlives a reordering of the enums. */
final class Packed {

    private static final EventType[] TYPES = {
        EventType.PLAY,
        EventType.PAUSE,
        EventType.PROGRESS,
        EventType.COMPLETE,
        EventType.SEEK,
        EventType.RATE,
        EventType.FOCUS_START,
        EventType.FOCUS_END,
        EventType.FOCUS_LOST,
        EventType.FOCUS_REGAINED,
        EventType.STARTUP,
        EventType.REBUFFER_START,
        EventType.REBUFFER_END,
        EventType.RENDITION,
        EventType.ERROR
    };

    private static final FocusCause[] CAUSES = {
        FocusCause.TAB_HIDDEN, FocusCause.WINDOW_BLURRED, FocusCause.FULLSCREEN_LEFT, FocusCause.PAUSED_AWAY
    };

    private Packed() {}

    static void requireFormat(byte known, ByteBuffer in) {
        byte found = in.get();
        if (found != known) {
            throw new SerializationException("stored state has format " + found + ", known is " + known);
        }
    }

    static void writeType(EventType type, ByteBuffer out) {
        out.put(codeOf(type, TYPES));
    }

    static EventType readType(ByteBuffer in) {
        return TYPES[in.get()];
    }

    static void writeCause(FocusCause cause, ByteBuffer out) {
        out.put(codeOf(cause, CAUSES));
    }

    static FocusCause readCause(ByteBuffer in) {
        return CAUSES[in.get()];
    }

    private static <E extends Enum<E>> byte codeOf(E value, E[] codes) {
        for (byte code = 0; code < codes.length; code++) {
            if (codes[code].equals(value)) {
                return code;
            }
        }
        throw new SerializationException(value + " has no code in the stored state");
    }

    static void writeId(UUID id, ByteBuffer out) {
        out.putLong(id.getMostSignificantBits()).putLong(id.getLeastSignificantBits());
    }

    static UUID readId(ByteBuffer in) {
        return new UUID(in.getLong(), in.getLong());
    }

    static void writeOrigin(Origin origin, ByteBuffer out) {
        writeVarlong(origin.viewStartedAt(), out);
        writeId(origin.videoId().value(), out);
        writeId(origin.viewerId().value(), out);
        writeText(origin.device(), out);
        writeText(origin.region(), out);
    }

    static Origin readOrigin(ByteBuffer in) {
        return new Origin(readVarlong(in), new VideoId(readId(in)), new UserId(readId(in)), readText(in), readText(in));
    }

    static int bytesMax(Origin origin) {
        return 64 + 3 * (origin.device().length() + origin.region().length());
    }

    private static void writeText(String text, ByteBuffer out) {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        writeUnsignedVarint(bytes.length, out);
        out.put(bytes);
    }

    private static String readText(ByteBuffer in) {
        byte[] bytes = new byte[readUnsignedVarint(in)];
        in.get(bytes);
        return new String(bytes, StandardCharsets.UTF_8);
    }
}
