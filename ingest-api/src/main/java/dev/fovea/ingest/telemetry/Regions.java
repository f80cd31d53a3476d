package dev.fovea.ingest.telemetry;

import com.maxmind.db.CHMCache;
import com.maxmind.db.Reader;
import jakarta.servlet.http.HttpServletRequest;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.DisposableBean;
import org.springframework.stereotype.Component;

/** The country that a player's request comes from: as the edge in front of us says it, else by its address. */
@Component
class Regions implements DisposableBean {

    static final String UNKNOWN = "unknown";

    private static final Logger LOG = LoggerFactory.getLogger(Regions.class);
    private static final Pattern COUNTRY = Pattern.compile("[A-Za-z]{2}");

    private final @Nullable String header;
    private final @Nullable Reader addresses;

    /** @throws UncheckedIOException when there is no such database: a start that fails is seen, a missing region is not */
    Regions(TelemetryProperties properties) {
        String name = properties.regionHeader();
        header = name == null || name.isBlank() ? null : name;
        Path database = properties.regionDatabase();
        try {
            addresses = database == null ? null : new Reader(database.toFile(), new CHMCache());
        } catch (IOException e) {
            throw new UncheckedIOException("fovea.telemetry.region-database cannot be read: " + e.getMessage(), e);
        }
    }

    String of(HttpServletRequest request) {
        return valid(header == null ? null : request.getHeader(header))
                .or(() -> valid(byAddress(request.getRemoteAddr())))
                .orElse(UNKNOWN);
    }

    private static Optional<String> valid(@Nullable String country) {
        return Optional.ofNullable(country)
                .filter(it -> COUNTRY.matcher(it).matches())
                .map(it -> it.toUpperCase(Locale.ROOT));
    }

    private @Nullable String byAddress(String address) {
        if (addresses == null) {
            return null;
        }
        try {
            Map<?, ?> place = addresses.get(InetAddress.ofLiteral(address), Map.class);
            return place != null
                            && place.get("country") instanceof Map<?, ?> country
                            && country.get("iso_code") instanceof String code
                    ? code
                    : null;
        } catch (IOException | IllegalArgumentException e) {
            LOG.debug("no region for {}", address, e);
            return null;
        }
    }

    @Override
    public void destroy() throws IOException {
        if (addresses != null) {
            addresses.close();
        }
    }
}
