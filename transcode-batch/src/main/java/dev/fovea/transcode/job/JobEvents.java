package dev.fovea.transcode.job;

import dev.fovea.platform.access.AccountStates;
import dev.fovea.platform.access.Caller;
import dev.fovea.platform.live.EventStreams;
import dev.fovea.transcode.job.JobView.UnitView;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.context.event.ContextClosedEvent;
import org.springframework.context.event.EventListener;
import org.springframework.stereotype.Component;
import tools.jackson.databind.json.JsonMapper;

/**
 * Tells a page that follows the jobs first everything, then each change. The rows are looked at, so it does not matter
 * which process works on a job.
 */
@Component
class JobEvents {

    /** Each asks the database once a second. */
    private static final int STREAMS_MAX = 200;

    /** So that a stream that is late still tells of the end. */
    private static final Duration RESTED = Duration.ofSeconds(30);

    private final JobViews views;
    private final EventStreams streams;

    JobEvents(JobViews views, AccountStates accounts, JsonMapper json) {
        this.views = views;
        this.streams = new EventStreams(STREAMS_MAX, accounts, json);
    }

    @EventListener(ContextClosedEvent.class)
    void close() {
        streams.close();
    }

    /** @param jobId that alone, with its units; null for all jobs without theirs */
    void stream(@Nullable UUID jobId, Caller caller, HttpServletRequest request, HttpServletResponse response) {
        streams.stream(caller, request, response, new Told(jobId));
    }

    /** What one stream has said already. */
    private final class Told implements EventStreams.Teller {
        private final @Nullable UUID jobId;
        private final Map<UUID, JobView> jobs = new HashMap<>();
        private final Map<Integer, UnitView> units = new HashMap<>();

        Told(@Nullable UUID jobId) {
            this.jobId = jobId;
        }

        @Override
        public void tellChanges(EventStreams.Page page) throws IOException {
            var now = jobId == null ? views.lively(RESTED) : views.summary(jobId);
            for (JobView job : now.values()) {
                if (!job.equals(jobs.put(job.id(), job))) {
                    page.tell("job", job);
                }
            }
            if (jobId != null) {
                for (UnitView unit : views.units(jobId, !units.isEmpty())) {
                    if (!unit.equals(units.put(unit.index(), unit))) {
                        page.tell("unit", unit);
                    }
                }
            }
        }
    }
}
