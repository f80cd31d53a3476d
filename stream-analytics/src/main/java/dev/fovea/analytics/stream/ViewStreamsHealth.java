package dev.fovea.analytics.stream;

import org.apache.kafka.streams.KafkaStreams.State;
import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.HealthIndicator;
import org.springframework.stereotype.Component;

/** Up while events are folded; out of service while it starts or state is being moved. */
@Component("viewStreamsHealthIndicator")
class ViewStreamsHealth implements HealthIndicator {

    private final ViewStreams streams;

    ViewStreamsHealth(ViewStreams streams) {
        this.streams = streams;
    }

    @Override
    public Health health() {
        State state = streams.state().orElse(State.NOT_RUNNING);
        Health.Builder health =
                switch (state) {
                    case RUNNING -> Health.up();
                    case CREATED, REBALANCING -> Health.outOfService();
                    case PENDING_SHUTDOWN, NOT_RUNNING, PENDING_ERROR, ERROR -> Health.down();
                };
        return health.withDetail("state", state.name()).build();
    }
}
