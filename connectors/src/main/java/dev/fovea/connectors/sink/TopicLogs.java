package dev.fovea.connectors.sink;

import java.util.Collection;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.apache.kafka.common.TopicPartition;

/** What Kafka knows of the topics themselves: which log a name stands for now, and how far it reaches. */
interface TopicLogs extends AutoCloseable {

    /** The id of each topic; one that does not exist is left out. */
    Map<String, UUID> ids(Set<String> topics) throws Unavailable;

    Map<TopicPartition, Extent> extents(Collection<TopicPartition> partitions) throws Unavailable;

    @Override
    void close();

    /** {@code [firstOffset, endOffset)} of a log. */
    record Extent(long firstOffset, long endOffset) {}

    /** Kafka did not answer; it may a moment later. */
    final class Unavailable extends Exception {
        private static final long serialVersionUID = 1L;

        Unavailable(String message, Throwable cause) {
            super(message, cause);
        }

        Unavailable(String message) {
            super(message);
        }
    }
}
