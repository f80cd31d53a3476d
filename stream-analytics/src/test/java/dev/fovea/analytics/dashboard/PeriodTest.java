package dev.fovea.analytics.dashboard;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.fovea.contracts.InvalidValue;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PeriodTest {

    private static final Instant NOW = Instant.parse("2026-03-31T12:00:00Z");

    @Test
    void isTheLastWhileWhenNothingIsSaid() {
        assertThat(Period.last(Duration.ofDays(30), null, null, NOW))
                .isEqualTo(new Period(Instant.parse("2026-03-01T12:00:00Z"), NOW));
    }

    @Test
    void takesDatesAndTimes() {
        assertThat(Period.ever("2026-03-01", "2026-03-02T06:30:00Z"))
                .isEqualTo(new Period(Instant.parse("2026-03-01T00:00:00Z"), Instant.parse("2026-03-02T06:30:00Z")));
    }

    @Test
    void namesEachDayItTouchesAndNotTheOneItEndsAt() {
        assertThat(new Period(Instant.parse("2026-03-01T23:00:00Z"), Instant.parse("2026-03-03T00:00:00Z")).days())
                .containsExactly(LocalDate.parse("2026-03-01"), LocalDate.parse("2026-03-02"));
    }

    @Test
    void thePeriodBeforeEndsWhereItBegins() {
        var period = new Period(Instant.parse("2026-03-08T00:00:00Z"), Instant.parse("2026-03-15T00:00:00Z"));

        assertThat(period.previous())
                .contains(new Period(Instant.parse("2026-03-01T00:00:00Z"), Instant.parse("2026-03-08T00:00:00Z")));
        assertThat(Period.ever(null, null).previous()).isEmpty();
    }

    @Test
    void holdsOnlyWholeDays() {
        var period = new Period(Instant.parse("2026-03-01T00:00:00.001Z"), Instant.parse("2026-03-03T00:00:00Z"));

        assertThat(period.holdsAllOf(LocalDate.parse("2026-03-01"))).isFalse();
        assertThat(period.holdsAllOf(LocalDate.parse("2026-03-02"))).isTrue();
        assertThat(period.holdsAllOf(LocalDate.parse("2026-03-03"))).isFalse();
    }

    @ParameterizedTest
    @CsvSource({
        "yesterday,",
        ",2026-02-30",
        "2026-03-02,2026-03-01",
        "2026-03-01,2026-03-01",
        "1900-01-01,",
        ",9999-01-01"
    })
    void refusesWhatIsNoPeriod(String from, String to) {
        assertThatThrownBy(() -> Period.ever(from, to)).isInstanceOf(InvalidValue.class);
    }
}
