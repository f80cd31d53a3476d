package dev.fovea.platform.topic;

import dev.fovea.contracts.topic.Topic;
import org.apache.kafka.common.errors.SerializationException;
import org.apache.kafka.common.serialization.Deserializer;
import org.apache.kafka.common.serialization.Serde;
import org.apache.kafka.common.serialization.Serdes;
import org.apache.kafka.common.serialization.Serializer;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.module.SimpleModule;

/** A topic's values as JSON. Unknown members are passed over, so that a writer may add some first. */
public final class TopicSerdes {

    private static final JsonMapper JSON = JsonMapper.builder()
            .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
            .enable(DeserializationFeature.FAIL_ON_NULL_FOR_PRIMITIVES)
            .addModule(new SimpleModule("player events").addSerializer(new PlayerEventWriter()))
            .build();

    private TopicSerdes() {}

    public static <V> Serializer<V> serializer() {
        return (topic, value) -> value == null ? null : JSON.writeValueAsBytes(value);
    }

    /** @throws SerializationException on bytes that are no such value; null (a tombstone) stays null */
    public static <V> Deserializer<@Nullable V> deserializer(Topic<V> topic) {
        return (name, bytes) -> bytes == null ? null : read(topic, bytes);
    }

    public static <V> Serde<V> serde(Topic<V> topic) {
        Deserializer<V> deserializer = (name, bytes) -> read(topic, bytes);
        return Serdes.serdeFrom(serializer(), deserializer);
    }

    /** @throws SerializationException on bytes that are no such value */
    public static <V> V read(Topic<V> topic, byte[] bytes) {
        try {
            return JSON.readValue(bytes, topic.value());
        } catch (JacksonException e) {
            throw new SerializationException(
                    "a record of " + topic.name() + " is no " + topic.value().getSimpleName() + ": "
                            + e.getOriginalMessage(),
                    e);
        }
    }
}
