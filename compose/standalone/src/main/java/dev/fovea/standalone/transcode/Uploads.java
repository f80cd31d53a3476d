package dev.fovea.standalone.transcode;

import dev.fovea.contracts.id.UserId;
import dev.fovea.contracts.id.VideoId;
import dev.fovea.contracts.media.MediaLayout;
import dev.fovea.contracts.topic.Topics;
import dev.fovea.contracts.video.UploadCompleted;
import dev.fovea.platform.id.Uuid7;
import dev.fovea.platform.topic.TopicSerdes;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Map;
import java.util.Objects;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.StringSerializer;

/** Sources that stand in the store, told of as the upload tells of them. */
final class Uploads {

    private Uploads() {}

    static VideoId upload(House house, Path source) throws Exception {
        var video = new VideoId(Uuid7.next());
        String object = MediaLayout.source(video, 1);
        Path file = media(house).resolve(object);
        Files.createDirectories(Objects.requireNonNull(file.getParent()));
        Files.copy(source, file);
        var upload = new UploadCompleted(
                video, 1, new UserId(Uuid7.next()), object, "film.mp4", Files.size(source), Instant.now());
        try (var producer = new KafkaProducer<>(
                Map.of("bootstrap.servers", house.kafkaAddress()),
                new StringSerializer(),
                TopicSerdes.<UploadCompleted>serializer())) {
            producer.send(new ProducerRecord<>(Topics.UPLOADS.name(), video.toString(), upload))
                    .get();
        }
        return video;
    }

    static Path media(House house) throws java.io.IOException {
        return house.folder("media");
    }
}
