/** Takes what players tell, checks it, and hands it to the streams; a 202 means that Kafka has it. */
@NullMarked
package dev.fovea.ingest.telemetry;

import org.jspecify.annotations.NullMarked;
