package dev.fovea.moderation.review;

import dev.fovea.contracts.id.VideoId;
import dev.fovea.contracts.topic.Topics;
import dev.fovea.platform.topic.TopicListeners;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.kafka.listener.ConcurrentMessageListenerContainer;

/** videos -> the review queue. */
@Configuration(proxyBeanMethods = false)
class VideoListener {

    @Bean
    ConcurrentMessageListenerContainer<String, byte[]> moderationReadsVideos(
            TopicListeners listeners, ReviewQueue queue) {
        return listeners.listen(Topics.VIDEOS, "moderation", (key, video) -> {
            if (video == null) {
                queue.remove(VideoId.parse(key));
            } else {
                queue.apply(video);
            }
        });
    }
}
