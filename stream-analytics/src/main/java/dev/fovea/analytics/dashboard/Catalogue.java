package dev.fovea.analytics.dashboard;

import dev.fovea.contracts.id.VideoId;
import dev.fovea.contracts.topic.Topics;
import dev.fovea.contracts.video.VideoChanged;
import dev.fovea.platform.topic.TopicTable;
import java.time.Clock;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.kafka.autoconfigure.KafkaProperties;
import org.springframework.stereotype.Component;

/** Titles and durations of the videos, as the catalogue last told them: docs/decisions/0052. */
@Component("analyticsCatalogue")
class Catalogue extends TopicTable<VideoChanged> {

    Catalogue(KafkaProperties kafka, Clock clock) {
        super(Topics.VIDEOS, kafka, clock);
    }

    Optional<VideoChanged> find(VideoId id) {
        return find(id.toString());
    }

    @Nullable
    String titleOf(VideoId id) {
        return find(id).map(VideoChanged::title).orElse(null);
    }

    @Nullable
    Long durationMsOf(VideoId id) {
        return find(id).map(VideoChanged::durationMs)
                .filter(durationMs -> durationMs > 0)
                .orElse(null);
    }
}
