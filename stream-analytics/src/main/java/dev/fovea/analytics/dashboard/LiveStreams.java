package dev.fovea.analytics.dashboard;

import dev.fovea.contracts.id.VideoId;
import dev.fovea.platform.access.AccountStates;
import dev.fovea.platform.access.Caller;
import dev.fovea.platform.live.EventStreams;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.springframework.context.event.ContextClosedEvent;
import org.springframework.context.event.EventListener;
import org.springframework.stereotype.Component;
import tools.jackson.databind.json.JsonMapper;

/** Tells who is watching, whenever it changes. However many look on, ClickHouse is asked once a second. */
@Component
class LiveStreams {

    private static final int STREAMS_MAX = 200;

    private static final Duration EVERY = Duration.ofSeconds(1);

    private final Charts charts;
    private final Clock clock;
    private final EventStreams streams;
    private @Nullable Watching latest;

    LiveStreams(Charts charts, AccountStates accounts, Clock clock, JsonMapper json) {
        this.charts = charts;
        this.clock = clock;
        this.streams = new EventStreams(STREAMS_MAX, accounts, json);
    }

    @EventListener(ContextClosedEvent.class)
    void close() {
        streams.close();
    }

    /** @param video the only one to tell of, or null for all */
    void stream(@Nullable VideoId video, Caller caller, HttpServletRequest request, HttpServletResponse response) {
        streams.stream(caller, request, response, new Told(video));
    }

    private final class Told implements EventStreams.Teller {
        private final @Nullable VideoId video;
        private @Nullable Watching told;

        Told(@Nullable VideoId video) {
            this.video = video;
        }

        @Override
        public void tellChanges(EventStreams.Page page) throws IOException {
            Watching all = latest();
            if (all == null) {
                return;
            }
            Watching now = video == null ? all : all.of(video);
            if (!now.showsTheSameAs(told)) {
                page.tell("watching", now);
                told = now;
            }
        }
    }

    /** At most a second old; null while ClickHouse does not answer. */
    private synchronized @Nullable Watching latest() {
        Watching known = latest;
        if (known == null || !known.at().plus(EVERY).isAfter(clock.instant())) {
            try {
                latest = charts.watching();
            } catch (AnalyticsUnavailable e) {
                latest = null;
            }
        }
        return latest;
    }
}
