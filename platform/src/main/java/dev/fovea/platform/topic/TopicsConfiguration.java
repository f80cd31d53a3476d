package dev.fovea.platform.topic;

import dev.fovea.contracts.topic.Topic;
import dev.fovea.contracts.topic.Topics;
import java.util.stream.Stream;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.common.config.TopicConfig;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.kafka.config.TopicBuilder;
import org.springframework.kafka.core.KafkaAdmin;

/** Makes the topics that are missing; existing ones are left as their operator set them. */
@Configuration(proxyBeanMethods = false)
class TopicsConfiguration {

    @Bean
    KafkaAdmin.NewTopics foveaTopics(TopicProperties properties) {
        return new KafkaAdmin.NewTopics(Topics.ALL.stream()
                .flatMap(topic -> Stream.of(topicOf(topic, properties), deadLettersOf(topic, properties)))
                .toArray(NewTopic[]::new));
    }

    private static NewTopic topicOf(Topic<?> topic, TopicProperties properties) {
        TopicBuilder builder = TopicBuilder.name(topic.name())
                .partitions(topic.partitions())
                .replicas(properties.replicationFactor())
                // Nothing accepted is lost by age: what may be forgotten is deleted by its owner.
                .config(TopicConfig.RETENTION_MS_CONFIG, "-1");
        return switch (topic.kind()) {
            case LOG -> builder.build();
            case COMPACTED -> builder.compact().build();
        };
    }

    private static NewTopic deadLettersOf(Topic<?> topic, TopicProperties properties) {
        return TopicBuilder.name(topic.deadLetters())
                .partitions(1)
                .replicas(properties.replicationFactor())
                .config(TopicConfig.RETENTION_MS_CONFIG, "-1")
                .build();
    }
}
