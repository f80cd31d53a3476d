package dev.fovea.contracts.topic;

import static dev.fovea.contracts.Require.require;

/**
 * A Kafka topic: values are JSON, keys the text of an id.
 *
 * @param writer the one module that writes it
 */
public record Topic<V>(String name, Class<V> value, String writer, Kind kind, int partitions) {

    public Topic {
        require(partitions > 0, "partitions must be positive, was " + partitions);
    }

    /** What its reader could not use, with the reason in the headers; read by people. */
    public String deadLetters() {
        return name + "-dlq";
    }

    public enum Kind {
        LOG,
        COMPACTED
    }
}
