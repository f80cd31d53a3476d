package dev.fovea.standalone.transcode;

import dev.fovea.contracts.id.VideoId;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/** How long films take from their upload until they are complete. */
final class Turnaround {

    private final House house;
    private final TranscodeJournal journal;

    Turnaround(House house, TranscodeJournal journal) {
        this.house = house;
        this.journal = journal;
    }

    /** @return the seconds until all are complete */
    double seconds(List<Path> films) throws Exception {
        Instant told = Instant.now();
        var videos = new ArrayList<VideoId>();
        for (Path film : films) {
            videos.add(Uploads.upload(house, film));
        }
        for (VideoId video : videos) {
            TranscodeJournal.Job _ = journal.awaitComplete(video);
        }
        return MeasuredJob.seconds(told, Instant.now());
    }

    /** @return the seconds of each until it is complete, the next one uploaded then */
    List<Double> oneByOne(Path film, int times) throws Exception {
        var seconds = new ArrayList<Double>();
        for (int time = 0; time < times; time++) {
            seconds.add(seconds(List.of(film)));
        }
        return seconds;
    }
}
