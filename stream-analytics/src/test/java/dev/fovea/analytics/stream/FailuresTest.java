package dev.fovea.analytics.stream;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import org.junit.jupiter.api.Test;

class FailuresTest {

    private Instant now = Instant.EPOCH;
    private final Failures failures = new Failures(new Clock() {
        @Override
        public ZoneOffset getZone() {
            return ZoneOffset.UTC;
        }

        @Override
        public Clock withZone(ZoneId zone) {
            return this;
        }

        @Override
        public Instant instant() {
            return now;
        }
    });

    @Test
    void areTooManyWhenTheyComeFast() {
        for (int i = 0; i < Failures.MAX; i++) {
            assertThat(failures.areTooMany()).isFalse();
        }
        assertThat(failures.areTooMany()).isTrue();
    }

    @Test
    void areNeverTooManyWhenTheyComeSlowly() {
        for (int i = 0; i < 10 * Failures.MAX; i++) {
            now = now.plus(Failures.WITHIN.dividedBy(Failures.MAX)).plus(Duration.ofMillis(1));
            assertThat(failures.areTooMany()).isFalse();
        }
    }
}
