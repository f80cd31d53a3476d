package dev.fovea.ingest.playback;

import dev.fovea.contracts.topic.Topics;
import dev.fovea.platform.topic.TopicListeners;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.kafka.listener.ConcurrentMessageListenerContainer;

/** What the streams know of a view tells where its viewer stopped. */
@Configuration(proxyBeanMethods = false)
class WatchProgressListener {

    @Bean
    ConcurrentMessageListenerContainer<String, byte[]> watchProgressReadsViewRows(
            TopicListeners listeners, WatchProgress progress) {
        return listeners.listen(Topics.VIEW_ROWS, "ingest-watch-progress", (_, row) -> {
            if (row != null) {
                progress.apply(row);
            }
        });
    }
}
