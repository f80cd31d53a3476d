package dev.fovea.analytics.dashboard;

import dev.fovea.contracts.event.CollectorTally;
import dev.fovea.contracts.topic.Topics;
import dev.fovea.platform.topic.TopicTable;
import java.time.Clock;
import java.time.Instant;
import java.util.Map;
import java.util.stream.Collectors;
import org.springframework.boot.kafka.autoconfigure.KafkaProperties;
import org.springframework.stereotype.Component;

/** What the collectors told of themselves. */
@Component
class CollectorTallies extends TopicTable<CollectorTally> {

    CollectorTallies(KafkaProperties kafka, Clock clock) {
        super(Topics.COLLECTOR_TALLIES, kafka, clock);
    }

    /** Events answered with 202, by the hour, over all collectors. */
    Map<Instant, Long> acceptedByHour() {
        return values().stream()
                .collect(Collectors.groupingBy(
                        tally -> Instant.ofEpochMilli(tally.hour()), Collectors.summingLong(CollectorTally::accepted)));
    }
}
