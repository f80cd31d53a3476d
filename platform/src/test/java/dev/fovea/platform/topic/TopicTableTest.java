package dev.fovea.platform.topic;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fovea.contracts.access.Category;
import dev.fovea.contracts.access.Role;
import dev.fovea.contracts.account.AccountChanged;
import dev.fovea.contracts.id.UserId;
import dev.fovea.contracts.topic.Topics;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.MockConsumer;
import org.apache.kafka.common.Node;
import org.apache.kafka.common.PartitionInfo;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.springframework.boot.kafka.autoconfigure.KafkaProperties;

/** What the table says while and after it reads its topic, from a consumer that gives what the test wants. */
class TopicTableTest {

    private static final TopicPartition PARTITION = new TopicPartition(Topics.ACCOUNTS.name(), 0);
    private static final UserId SOMEBODY = new UserId(UUID.fromString("0199a000-0000-7000-8000-000000000001"));
    private static final UserId ANOTHER = new UserId(UUID.fromString("0199a000-0000-7000-8000-000000000002"));

    private final Accounts table = new Accounts();

    @Test
    void goesOnTellingTheNewestWhileItReadsTheTopicAnew() {
        table.read(2, value(SOMEBODY, 1), value(SOMEBODY, 2));
        assertThat(table.versionOf(SOMEBODY)).contains(2L);

        table.read(2, value(SOMEBODY, 1));
        assertThat(table.versionOf(SOMEBODY)).contains(2L);

        table.read(3, value(SOMEBODY, 1), value(SOMEBODY, 2), value(SOMEBODY, 3));
        assertThat(table.versionOf(SOMEBODY)).contains(3L);
    }

    @Test
    void forgetsWhatTheTopicHasForgotten() {
        table.read(2, value(SOMEBODY, 1), value(ANOTHER, 1));
        table.read(2, value(SOMEBODY, 1), null);
        assertThat(table.versionOf(SOMEBODY)).contains(1L);
        assertThat(table.versionOf(ANOTHER)).isEmpty();
    }

    private static AccountChanged value(UserId id, long version) {
        return new AccountChanged(id, "a@b.c", "A", Role.USER, Category.DEALER, true, version, Instant.EPOCH);
    }

    private static final class Accounts extends TopicTable<AccountChanged> {

        private final AtomicInteger pollsLeft = new AtomicInteger();

        Accounts() {
            super(Topics.ACCOUNTS, new KafkaProperties(), Clock.systemUTC());
        }

        @Override
        public boolean isRunning() {
            return pollsLeft.getAndDecrement() > 0;
        }

        Optional<Long> versionOf(UserId id) {
            return find(id.toString()).map(AccountChanged::version);
        }

        /** Reads what the topic gives in one poll, where it ends at that offset; null is a tombstone of nobody. */
        void read(long end, @Nullable AccountChanged... accounts) {
            var consumer = new MockConsumer<String, byte[]>("earliest");
            consumer.updatePartitions(
                    PARTITION.topic(),
                    List.of(new PartitionInfo(PARTITION.topic(), 0, Node.noNode(), new Node[0], new Node[0])));
            consumer.updateBeginningOffsets(Map.of(PARTITION, 0L));
            consumer.updateEndOffsets(Map.of(PARTITION, end));
            consumer.schedulePollTask(() -> {
                for (int offset = 0; offset < accounts.length; offset++) {
                    consumer.addRecord(record(offset, accounts[offset]));
                }
            });
            pollsLeft.set(1);
            follow(consumer);
        }

        private static ConsumerRecord<String, byte[]> record(long offset, @Nullable AccountChanged account) {
            return account == null
                    ? new ConsumerRecord<>(PARTITION.topic(), 0, offset, "nobody", null)
                    : new ConsumerRecord<>(
                            PARTITION.topic(),
                            0,
                            offset,
                            account.userId().toString(),
                            TopicSerdes.<AccountChanged>serializer().serialize(PARTITION.topic(), account));
        }
    }
}
