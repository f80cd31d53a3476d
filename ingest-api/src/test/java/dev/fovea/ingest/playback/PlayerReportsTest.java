package dev.fovea.ingest.playback;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.mock.web.MockHttpServletRequest;

class PlayerReportsTest {

    private final SimpleMeterRegistry meters = new SimpleMeterRegistry();
    private final PlayerReports reports = new PlayerReports(meters);

    private double requestsFor(String object) {
        return meters.find("fovea.media.cmcd.requests").tag("object", object).counters().stream()
                .mapToDouble(counter -> counter.count())
                .sum();
    }

    @Test
    void countsWhatIsToldInHeaders() {
        var request = new MockHttpServletRequest();
        request.addHeader("CMCD-Request", "bl=2500,mtp=8000");
        request.addHeader("CMCD-Object", "ot=v,br=x");
        request.addHeader("CMCD-Status", "bs");
        reports.hear(request);

        assertThat(requestsFor("v")).isEqualTo(1);
        assertThat(meters.get("fovea.media.cmcd.starved").counter().count()).isEqualTo(1);
        assertThat(meters.get("fovea.media.cmcd.malformed").counter().count()).isEqualTo(1);
        assertThat(meters.get("fovea.media.cmcd.buffer").summary().totalAmount())
                .isEqualTo(2_500);
        assertThat(meters.get("fovea.media.cmcd.throughput").summary().totalAmount())
                .isEqualTo(8_000);
    }

    @Test
    void countsWhatIsToldInTheQuery() {
        var request = new MockHttpServletRequest();
        request.setQueryString("t=1&CMCD=bl%3D900%2Cot%3Da%2Csid%3D%22a%22");
        reports.hear(request);

        assertThat(requestsFor("a")).isEqualTo(1);
        assertThat(meters.get("fovea.media.cmcd.buffer").summary().totalAmount())
                .isEqualTo(900);
        assertThat(meters.get("fovea.media.cmcd.malformed").counter().count()).isZero();
    }

    @ParameterizedTest
    @ValueSource(strings = {"CMCD=%ZZ", "CMCD=%", "CMCD=ot%3D%22"})
    void countsNonsenseAndDoesNotFail(String query) {
        var request = new MockHttpServletRequest();
        request.setQueryString(query);
        reports.hear(request);

        assertThat(requestsFor("none")).isEqualTo(1);
        assertThat(meters.get("fovea.media.cmcd.malformed").counter().count()).isEqualTo(1);
    }

    @Test
    void countsNothingThatTellsNothing() {
        var request = new MockHttpServletRequest();
        request.setQueryString("t=1");
        reports.hear(request);

        assertThat(meters.find("fovea.media.cmcd.requests").counters()).isEmpty();
    }
}
