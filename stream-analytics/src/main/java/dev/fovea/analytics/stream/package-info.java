/** The topology over Kafka Streams: player-events in, rows out, exactly once; and the application that runs it. */
@NullMarked
package dev.fovea.analytics.stream;

import org.jspecify.annotations.NullMarked;
