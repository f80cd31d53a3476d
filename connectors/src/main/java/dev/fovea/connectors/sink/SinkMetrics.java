package dev.fovea.connectors.sink;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.UUID;
import org.apache.kafka.common.MetricName;
import org.apache.kafka.common.metrics.PluginMetrics;
import org.apache.kafka.common.metrics.Sensor;
import org.apache.kafka.common.metrics.stats.Avg;
import org.apache.kafka.common.metrics.stats.Max;
import org.apache.kafka.common.metrics.stats.Meter;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What a task does, beside Connect's own figures of it: {@code kafka.connect:type=plugins,connector=…,task=…}. They begin at 0
 * with each start of the task, and Connect takes them away when it ends.
 */
final class SinkMetrics {
    private static final Logger LOG = LoggerFactory.getLogger(SinkMetrics.class);

    private final PluginMetrics metrics;
    /** Connect tells the metrics of two tasks apart, but not their sensors. */
    private final UUID task = UUID.randomUUID();

    private final Sensor rowsStored;
    private final Sensor recordsRepeated;
    private final Sensor recordsDeadLettered;
    private final Sensor retries;
    private final Sensor insertTime;

    SinkMetrics(PluginMetrics metrics) {
        this.metrics = metrics;
        rowsStored = sensor("rows-stored");
        recordsRepeated = sensor("records-repeated");
        recordsDeadLettered = sensor("records-dead-lettered");
        retries = sensor("retries");
        insertTime = sensor("insert-time");
        try {
            show();
        } catch (IllegalArgumentException e) {
            // Connect gives up on a task that does not stop, and may start it again beside what is left of it.
            LOG.warn("Nothing is told of this task, since its former run has not ended: {}", e.getMessage());
        }
    }

    private void show() {
        meter(rowsStored, "rows-stored", "rows that ClickHouse has confirmed, those that were sent again too");
        meter(recordsRepeated, "records-repeated", "records that Connect delivered again, dropped by their offset");
        meter(recordsDeadLettered, "records-dead-lettered", "records that went to the dead-letter topic");
        meter(retries, "retries", "times that ClickHouse or Kafka was not reached and the same is tried again");
        insertTime.add(name("insert-time-ms-avg", "from an insert's request to its answer, mean"), new Avg());
        insertTime.add(name("insert-time-ms-max", "from an insert's request to its answer, longest"), new Max());
    }

    void stored(int rows, Duration took) {
        rowsStored.record(rows);
        insertTime.record(took.toNanos() / 1e6);
    }

    void repeated() {
        recordsRepeated.record();
    }

    void deadLettered() {
        recordsDeadLettered.record();
    }

    void retried() {
        retries.record();
    }

    private void meter(Sensor sensor, String name, String what) {
        sensor.add(new Meter(name(name + "-rate", what + ", per second"), name(name + "-total", what)));
    }

    private Sensor sensor(String name) {
        return metrics.addSensor(name + "-" + task);
    }

    private MetricName name(String name, String what) {
        return metrics.metricName(name, what, new LinkedHashMap<>());
    }
}
