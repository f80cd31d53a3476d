package dev.fovea.connectors.sink;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Optional;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.connect.sink.SinkRecord;
import org.junit.jupiter.api.Test;

class PendingRowsTest {

    private final PendingRows pending = new PendingRows();

    @Test
    void countsOnlyWhatIsLeftWhenATopicIsDiscarded() {
        take("old", 3);
        take("kept", 5);

        pending.discardTopics(List.of("old"));

        assertThat(pending.rows()).isEqualTo(1);
        assertThat(pending.bytes()).isEqualTo(5);
        assertThat(pending.reached()).containsOnlyKeys(new TopicPartition("kept", 0));
        assertThat(pending.firstTakenNanos()).hasValue(7);
    }

    @Test
    void waitsForNothingWhenNothingIsLeft() {
        take("old", 3);
        pending.addUnwritable(record("old"), "no JSON");

        pending.discardTopics(List.of("old"));

        assertThat(pending.rows()).isZero();
        assertThat(pending.bytes()).isZero();
        assertThat(pending.firstTakenNanos()).isEmpty();
    }

    private void take(String topic, int bytes) {
        var row = new RowBytes(bytes);
        row.write(new byte[bytes], 0, bytes);
        pending.addRow(record(topic), "fovea." + topic, new RowWriter.Row(row, Optional.empty()));
        pending.reach(new TopicPartition(topic, 0), 1, 7);
    }

    private static SinkRecord record(String topic) {
        return new SinkRecord(topic, 0, null, null, null, new byte[0], 0);
    }
}
