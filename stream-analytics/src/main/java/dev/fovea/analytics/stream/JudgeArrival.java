package dev.fovea.analytics.stream;

import dev.fovea.analytics.stream.Arrival.Counted;
import dev.fovea.analytics.stream.Arrival.Late;
import dev.fovea.analytics.stream.Arrival.Refused;
import dev.fovea.contracts.event.PlayerEvent;
import dev.fovea.contracts.topic.Topics;
import dev.fovea.platform.topic.TopicSerdes;
import java.nio.charset.StandardCharsets;
import org.apache.kafka.common.errors.SerializationException;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.common.metrics.Sensor;
import org.apache.kafka.common.metrics.Sensor.RecordingLevel;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.processor.api.ContextualFixedKeyProcessor;
import org.apache.kafka.streams.processor.api.FixedKeyProcessorContext;
import org.apache.kafka.streams.processor.api.FixedKeyRecord;
import org.jspecify.annotations.Nullable;
import org.springframework.kafka.support.KafkaHeaders;

/** Says of each record what becomes of it. Bytes are read here, not by a serde: a bad value is an outcome, no failure. */
final class JudgeArrival extends ContextualFixedKeyProcessor<String, Bytes, Arrival> {

    private @Nullable Sensor counted;
    private @Nullable Sensor late;
    private @Nullable Sensor refused;

    @Override
    public void init(FixedKeyProcessorContext<String, Arrival> context) {
        super.init(context);
        counted = sensor("counted");
        late = sensor("late");
        refused = sensor("refused");
    }

    @Override
    public void process(FixedKeyRecord<String, Bytes> record) {
        Arrival arrival = judge(record.key(), record.value());
        FixedKeyRecord<String, Arrival> judged = record.withValue(arrival);
        switch (arrival) {
            case Counted _ -> record(counted);
            case Late _ -> record(late);
            case Refused refusal -> {
                record(refused);
                judged = judged.withHeaders(headersOf(refusal, record.headers()));
            }
        }
        context().forward(judged);
    }

    private Arrival judge(@Nullable String key, @Nullable Bytes value) {
        if (value == null) {
            return new Refused(null, "an event has a value");
        }
        PlayerEvent event;
        try {
            event = TopicSerdes.read(Topics.PLAYER_EVENTS, value.get());
        } catch (SerializationException e) {
            return new Refused(value, String.valueOf(e.getMessage()));
        }
        if (!event.viewId().toString().equals(key)) {
            return new Refused(value, "the key must be the view, " + event.viewId() + ", was " + key);
        }
        return ViewLife.isLate(event) || ViewLife.isOver(event.viewStartedAt(), context())
                ? new Late(event)
                : new Counted(event);
    }

    /** The same names that every other dead letter of Fovea has. */
    private Headers headersOf(Refused refusal, Headers original) {
        var headers = new RecordHeaders(original);
        headers.add(KafkaHeaders.DLT_EXCEPTION_MESSAGE, text(refusal.reason()));
        context()
                .recordMetadata()
                .ifPresent(metadata -> headers.add(KafkaHeaders.DLT_ORIGINAL_TOPIC, text(metadata.topic()))
                        .add(KafkaHeaders.DLT_ORIGINAL_PARTITION, text(Integer.toString(metadata.partition())))
                        .add(KafkaHeaders.DLT_ORIGINAL_OFFSET, text(Long.toString(metadata.offset()))));
        return headers;
    }

    private Sensor sensor(String outcome) {
        return context()
                .metrics()
                .addRateTotalSensor("arrivals", context().taskId().toString(), outcome, RecordingLevel.INFO);
    }

    private static void record(@Nullable Sensor sensor) {
        if (sensor != null) {
            sensor.record();
        }
    }

    private static byte[] text(String value) {
        return value.getBytes(StandardCharsets.UTF_8);
    }
}
