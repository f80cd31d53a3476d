package dev.fovea.ingest.telemetry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.mock.web.MockHttpServletRequest;

class RegionsTest {

    private static final String HEADER = "CF-IPCountry";

    @TempDir
    Path folder;

    private Path database() throws IOException {
        return new MmdbFile()
                .with("198.51.100.0/24", Map.of("country", Map.of("iso_code", "DE", "geoname_id", "2921044")))
                .with(
                        "203.0.113.128/25",
                        Map.of("country", Map.of("iso_code", "IN"), "continent", Map.of("code", "AS")))
                .with("192.0.2.0/24", Map.of("continent", Map.of("code", "EU")))
                .writeTo(folder.resolve("countries.mmdb"));
    }

    private static Regions regions(@Nullable String header, @Nullable Path database) {
        return new Regions(new TelemetryProperties(
                20_000, Duration.ofSeconds(8), 33_554_432, Duration.ofSeconds(2), header, database));
    }

    private static MockHttpServletRequest from(String address) {
        var request = new MockHttpServletRequest();
        request.setRemoteAddr(address);
        return request;
    }

    @ParameterizedTest
    @CsvSource({
        "198.51.100.7, DE",
        "::ffff:198.51.100.7, DE",
        "203.0.113.200, IN",
        "203.0.113.5, unknown",
        "192.0.2.1, unknown",
        "127.0.0.1, unknown",
        "2001:db8::1, unknown",
        "no address, unknown"
    })
    void findsTheCountryOfAnAddress(String address, String region) throws IOException {
        Regions regions = regions(null, database());
        assertThat(regions.of(from(address))).isEqualTo(region);
        regions.destroy();
    }

    @Test
    void believesTheEdgeFirst() throws IOException {
        Regions regions = regions(HEADER, database());
        MockHttpServletRequest request = from("198.51.100.7");
        request.addHeader(HEADER, "us");
        assertThat(regions.of(request)).isEqualTo("US");

        MockHttpServletRequest odd = from("198.51.100.7");
        odd.addHeader(HEADER, "nowhere");
        assertThat(regions.of(odd)).isEqualTo("DE");
        regions.destroy();
    }

    @Test
    void believesNoHeaderThatNoEdgeSets() {
        MockHttpServletRequest request = from("198.51.100.7");
        request.addHeader(HEADER, "US");
        assertThat(regions(null, null).of(request)).isEqualTo("unknown");
    }

    @Test
    void doesNotStartWithADatabaseThatIsNone() throws IOException {
        Path none = Files.writeString(folder.resolve("none.mmdb"), "no database");

        assertThatThrownBy(() -> regions(null, none)).hasMessageContaining("fovea.telemetry.region-database");
        assertThatThrownBy(() -> regions(null, folder.resolve("missing.mmdb")))
                .hasMessageContaining("fovea.telemetry.region-database");
    }
}
