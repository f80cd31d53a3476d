package dev.fovea.transcode.job;

import dev.fovea.contracts.id.VideoId;
import dev.fovea.contracts.topic.Topics;
import dev.fovea.contracts.video.Verdict;
import dev.fovea.platform.topic.TopicListeners;
import dev.fovea.platform.topic.TopicProperties;
import dev.fovea.transcode.encode.Worker;
import dev.fovea.transcode.fault.Faults;
import java.time.Duration;
import org.apache.kafka.common.config.TopicConfig;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.kafka.config.TopicBuilder;
import org.springframework.kafka.core.KafkaAdmin;
import org.springframework.kafka.listener.ConcurrentMessageListenerContainer;

/** What the other modules tell this one. */
@Configuration(proxyBeanMethods = false)
class TranscodeListeners {

    private static final String GROUP = "transcode";
    private static final Duration OFFERS_KEPT = Duration.ofHours(1);

    @Bean
    ConcurrentMessageListenerContainer<String, byte[]> transcodeReadsUploads(
            TopicListeners listeners, Arrivals arrivals, JobKeeper keeper) {
        return listeners.listen(Topics.UPLOADS, GROUP, (_, upload) -> {
            if (upload != null) {
                arrivals.add(upload);
                keeper.wake();
                Faults.at(Faults.Point.UPLOAD_TAKEN);
            }
        });
    }

    @Bean
    ConcurrentMessageListenerContainer<String, byte[]> transcodeReadsUploadProgress(
            TopicListeners listeners, Arrivals arrivals, JobKeeper keeper) {
        return listeners.listen(Topics.UPLOAD_PROGRESS, GROUP, (_, upload) -> {
            if (upload != null) {
                if (upload.abandoned()) {
                    arrivals.abandoned(upload.videoId(), upload.generation());
                } else {
                    arrivals.grows(upload);
                }
                keeper.wake();
            }
        });
    }

    @Bean
    ConcurrentMessageListenerContainer<String, byte[]> transcodeReadsVideos(
            TopicListeners listeners, Arrivals arrivals, JobKeeper keeper) {
        return listeners.listen(Topics.VIDEOS, GROUP, (id, video) -> {
            if (video != null) {
                arrivals.called(video.videoId(), video.title());
            } else if (arrivals.deleted(VideoId.parse(id))) {
                keeper.wake();
            }
        });
    }

    /** Each worker hears all offers, and takes its own. */
    @Bean
    ConcurrentMessageListenerContainer<String, byte[]> transcodeReadsLaneOffers(
            TopicListeners listeners, GuestLanes guests, Worker worker) {
        return listeners.listen(LaneOffer.TOPIC, GROUP + "-lanes-" + worker.name(), (_, offer) -> {
            if (offer != null) {
                guests.take(offer);
            }
        });
    }

    /** An hour is longer than any offer stands. */
    @Bean
    KafkaAdmin.NewTopics transcodeLaneTopics(TopicProperties properties) {
        return new KafkaAdmin.NewTopics(
                TopicBuilder.name(LaneOffer.TOPIC.name())
                        .partitions(LaneOffer.TOPIC.partitions())
                        .replicas(properties.replicationFactor())
                        .config(TopicConfig.RETENTION_MS_CONFIG, Long.toString(OFFERS_KEPT.toMillis()))
                        .build(),
                TopicBuilder.name(LaneOffer.TOPIC.deadLetters())
                        .partitions(1)
                        .replicas(properties.replicationFactor())
                        .build());
    }

    @Bean
    ConcurrentMessageListenerContainer<String, byte[]> transcodeReadsVerdicts(
            TopicListeners listeners, Collector collector) {
        return listeners.listen(Topics.VERDICTS, GROUP, (_, verdict) -> {
            if (verdict != null && verdict.outcome() == Verdict.Outcome.REJECTED && verdict.deleteStorage()) {
                collector.remove(verdict.videoId(), verdict.generation());
            }
        });
    }
}
