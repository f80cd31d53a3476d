package dev.fovea.ingest.upload;

import dev.fovea.ingest.IngestChores.Chore;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import org.springframework.stereotype.Component;

/** Gives up what nobody goes on with, so that its bytes do not fill the store. */
@Component
class AbandonedUploads implements Chore {

    private static final Duration EVERY = Duration.ofMinutes(10);

    private final Uploads uploads;
    private final UploadEnding ending;
    private final UploadProperties properties;
    private final Clock clock;

    AbandonedUploads(Uploads uploads, UploadEnding ending, UploadProperties properties, Clock clock) {
        this.uploads = uploads;
        this.ending = ending;
        this.properties = properties;
        this.clock = clock;
    }

    @Override
    public Duration every() {
        return EVERY;
    }

    @Override
    public void run() {
        Instant border = clock.instant().minus(properties.abandonedAfter());
        uploads.untouchedSince(border).forEach(ending::abandon);
        // Their owners had as long again to read that they are gone.
        uploads.deleteEndedBefore(border);
    }
}
