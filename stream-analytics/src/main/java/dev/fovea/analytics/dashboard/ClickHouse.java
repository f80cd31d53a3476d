package dev.fovea.analytics.dashboard;

import com.clickhouse.client.api.Client;
import com.clickhouse.client.api.ServerException;
import com.clickhouse.client.api.query.QueryResponse;
import com.clickhouse.client.api.query.QuerySettings;
import com.clickhouse.data.ClickHouseFormat;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.DisposableBean;
import org.springframework.stereotype.Component;
import tools.jackson.databind.DatabindException;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.MappingIterator;
import tools.jackson.databind.PropertyNamingStrategies;
import tools.jackson.databind.json.JsonMapper;

/**
 * Asks ClickHouse and reads each line of the answer into a record: columns are its components in snake case. Input only
 * ever goes in as a parameter, {@code {name:Type}} in the text. What ClickHouse refuses of a question is an error of ours
 * and thrown as such; {@link AnalyticsUnavailable} is what may be answered a moment later.
 */
@Component
class ClickHouse implements DisposableBean {

    private static final Logger LOG = LoggerFactory.getLogger(ClickHouse.class);
    private static final int CONNECTIONS_MAX = 16;

    /**
     * ClickHouse's codes for too much at once or too slow, for a part that it does not reach, and for its own end.
     */
    private static final Set<Integer> PASSING = Set.of(
            ServerException.CODE_UNKNOWN, // an answer of a proxy before it
            159, // TIMEOUT_EXCEEDED
            160, // TOO_SLOW
            201, // QUOTA_EXCEEDED
            202, // TOO_MANY_SIMULTANEOUS_QUERIES
            209, // SOCKET_TIMEOUT
            210, // NETWORK_ERROR
            236, // ABORTED
            241, // MEMORY_LIMIT_EXCEEDED
            242, // TABLE_IS_READ_ONLY
            279, // ALL_CONNECTION_TRIES_FAILED
            394, // QUERY_WAS_CANCELLED
            439); // CANNOT_SCHEDULE_TASK

    private static final JsonMapper JSON = JsonMapper.builder()
            .propertyNamingStrategy(PropertyNamingStrategies.SNAKE_CASE)
            .enable(DeserializationFeature.FAIL_ON_NULL_FOR_PRIMITIVES)
            .build();

    private final Client client;
    private final ClickHouseProperties properties;
    private final ExecutorService asking = Executors.newVirtualThreadPerTaskExecutor();

    ClickHouse(ClickHouseProperties properties) {
        this.properties = properties;
        long timeoutMs = properties.queryTimeout().toMillis();
        this.client = new Client.Builder()
                .addEndpoint(properties.url().toString())
                .setUsername(properties.user())
                .setPassword(properties.password())
                .setMaxConnections(CONNECTIONS_MAX)
                .setConnectTimeout(timeoutMs)
                .setConnectionRequestTimeout(timeoutMs, ChronoUnit.MILLIS)
                .setSocketTimeout(timeoutMs)
                // Packing the largest answers, a few megabytes, takes longer than sending them from nearby.
                .compressServerResponse(false)
                // The month of a view is part of its sort key: no two versions of a row lie in two partitions.
                .serverSetting("do_not_merge_across_partitions_select_final", "1")
                .build();
    }

    static Map<String, Object> with(Map<String, Object> parameters, String name, Object value) {
        Map<String, Object> more = new HashMap<>(parameters);
        more.put(name, value);
        return more;
    }

    <T> List<T> query(String sql, Map<String, Object> parameters, Class<T> row) {
        return read(sql, parameters, ClickHouseFormat.JSONEachRow, answer -> {
            try (MappingIterator<T> rows = JSON.readerFor(row).readValues(answer)) {
                return rows.readAll();
            }
        });
    }

    private interface Reader<T> {
        List<T> read(InputStream answer) throws IOException;
    }

    private <T> List<T> read(String sql, Map<String, Object> parameters, ClickHouseFormat format, Reader<T> reader) {
        try (QueryResponse response = client.query(sql, parameters, new QuerySettings().setFormat(format))
                .get(properties.queryTimeout().toMillis(), TimeUnit.MILLISECONDS)) {
            return reader.read(response.getInputStream());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AnalyticsUnavailable();
        } catch (Exception e) {
            if (isOurs(e)) {
                throw new IllegalStateException("ClickHouse refused a question of ours: " + sql, e);
            }
            LOG.warn("a chart could not be read from {}: {}", properties.url(), String.valueOf(e.getMessage()));
            LOG.debug("the whole failure", e);
            throw new AnalyticsUnavailable();
        }
    }

    /** Whether the same question would fail again, however well ClickHouse is. */
    private static boolean isOurs(Throwable failure) {
        for (Throwable each = failure; each != null; each = each.getCause()) {
            if (each instanceof ServerException answer) {
                return !PASSING.contains(answer.getCode());
            }
            if (each instanceof DatabindException) {
                return true; // an answer of other columns or types
            }
        }
        return false;
    }

    /** Asks while others are being asked. */
    <T> Asked<List<T>> ask(String sql, Map<String, Object> parameters, Class<T> row) {
        return new Asked<>(asking.submit(() -> query(sql, parameters, row)));
    }

    /**
     * For answers of so many rows that their text would cost more than counting them. In RowBinary numbers are
     * little-endian, and a UUID is two of 64 bits.
     */
    <T> Asked<List<T>> askMany(String sql, Map<String, Object> parameters, Function<ByteBuffer, T> row) {
        return new Asked<>(asking.submit(() -> read(sql, parameters, ClickHouseFormat.RowBinary, answer -> {
            ByteBuffer bytes = ByteBuffer.wrap(answer.readAllBytes()).order(ByteOrder.LITTLE_ENDIAN);
            List<T> rows = new ArrayList<>();
            while (bytes.hasRemaining()) {
                rows.add(row.apply(bytes));
            }
            return rows;
        })));
    }

    /** For the only row of an aggregation without groups. */
    <T> Asked<T> askOne(String sql, Map<String, Object> parameters, Class<T> row) {
        return new Asked<>(asking.submit(() -> queryOne(sql, parameters, row)));
    }

    /** An answer on its way. */
    static final class Asked<T> {

        private final Future<T> answer;

        private Asked(Future<T> answer) {
            this.answer = answer;
        }

        T get() {
            try {
                return answer.get();
            } catch (ExecutionException e) {
                throw e.getCause() instanceof RuntimeException cause ? cause : new IllegalStateException(e);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new AnalyticsUnavailable();
            }
        }
    }

    /** The only row of an aggregation without groups. */
    <T> T queryOne(String sql, Map<String, Object> parameters, Class<T> row) {
        return query(sql, parameters, row).getFirst();
    }

    @Override
    public void destroy() {
        asking.shutdownNow();
        client.close();
    }
}
