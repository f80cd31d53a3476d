package dev.fovea.platform.topic;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.springframework.dao.DataAccessResourceFailureException;
import org.springframework.dao.DuplicateKeyException;

/** The retries that other failures get are over after half a minute; an outage may last longer. */
class TopicListenersTest {

    @Test
    void aDatabaseThatIsAwayIsNobodysFault() {
        var away = new DataAccessResourceFailureException("the database is away");
        assertThat(TopicListeners.isOutage(new IllegalStateException(away))).isTrue();
        assertThat(TopicListeners.isOutage(new DuplicateKeyException("twice"))).isFalse();
        assertThat(TopicListeners.isOutage(new IllegalStateException("our own mistake")))
                .isFalse();
        assertThat(TopicListeners.isOutage(null)).isFalse();
    }

    @Test
    void anOutageIsWaitedForWithoutEnd() {
        var waits = TopicListeners.untilItEnds().start();
        for (int i = 0; i < 10_000; i++) {
            assertThat(waits.nextBackOff()).isBetween(1L, 10_000L);
        }
    }
}
