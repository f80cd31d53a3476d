package dev.fovea.analytics.dashboard;

import dev.fovea.contracts.id.VideoId;
import dev.fovea.contracts.topic.Topics;
import dev.fovea.contracts.video.VideoChanged;
import dev.fovea.platform.topic.TopicTable;
import java.util.Optional;
import org.springframework.boot.kafka.autoconfigure.KafkaProperties;
import org.springframework.context.SmartLifecycle;
import org.springframework.stereotype.Component;

/** Titles and durations of the videos, as the catalogue last told them: docs/decisions/0052. */
@Component("analyticsCatalogue")
class Catalogue implements SmartLifecycle {

    private final TopicTable<VideoChanged> videos;

    Catalogue(KafkaProperties kafka) {
        this.videos = new TopicTable<>(Topics.VIDEOS, kafka);
    }

    Optional<VideoChanged> find(VideoId id) {
        return videos.find(id.toString());
    }

    @Override
    public void start() {
        videos.start();
    }

    @Override
    public void stop() {
        videos.stop();
    }

    @Override
    public boolean isRunning() {
        return videos.isRunning();
    }
}
