package dev.fovea.ingest.task;

import dev.fovea.contracts.topic.Topics;
import dev.fovea.platform.topic.TopicListeners;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.kafka.listener.ConcurrentMessageListenerContainer;

/** What the streams know of played parts tells who has done their task. */
@Configuration(proxyBeanMethods = false)
class TaskConfiguration {

    @Bean
    ConcurrentMessageListenerContainer<String, byte[]> watchedPartsReadRetentionRows(
            TopicListeners listeners, WatchedParts watched) {
        return listeners.listen(Topics.RETENTION_ROWS, "ingest-watched-parts", (_, row) -> {
            if (row != null) {
                watched.apply(row);
            }
        });
    }
}
