package dev.fovea.ingest.catalog;

import dev.fovea.contracts.topic.Topics;
import dev.fovea.platform.topic.TopicListeners;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.kafka.listener.ConcurrentMessageListenerContainer;

/** What the transcode and the moderators tell reaches the catalogue. */
@Configuration(proxyBeanMethods = false)
class CatalogueListeners {

    @Bean
    ConcurrentMessageListenerContainer<String, byte[]> catalogueReadsTranscodes(
            TopicListeners listeners, Catalogue catalogue) {
        return listeners.listen(Topics.TRANSCODES, "ingest-catalogue-transcodes", (_, event) -> {
            if (event != null) {
                catalogue.apply(event);
            }
        });
    }

    @Bean
    ConcurrentMessageListenerContainer<String, byte[]> catalogueReadsVerdicts(
            TopicListeners listeners, Catalogue catalogue) {
        return listeners.listen(Topics.VERDICTS, "ingest-catalogue-verdicts", (_, verdict) -> {
            if (verdict != null) {
                catalogue.apply(verdict);
            }
        });
    }
}
