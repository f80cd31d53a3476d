package dev.fovea.analytics.dashboard;

import com.clickhouse.client.api.Client;
import com.clickhouse.client.api.query.QueryResponse;
import com.clickhouse.client.api.query.QuerySettings;
import com.clickhouse.data.ClickHouseFormat;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.DisposableBean;
import org.springframework.stereotype.Component;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.MappingIterator;
import tools.jackson.databind.PropertyNamingStrategies;
import tools.jackson.databind.json.JsonMapper;

/**
 * Asks ClickHouse and reads each line of the answer into a record: columns are its components in snake case. Input only
 * ever goes in as a parameter, {@code {name:Type}} in the text.
 */
@Component
class ClickHouse implements DisposableBean {

    private static final Logger LOG = LoggerFactory.getLogger(ClickHouse.class);
    private static final int CONNECTIONS_MAX = 16;

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
                // The month of a view is part of its sort key: no two versions of a row lie in two partitions.
                .serverSetting("do_not_merge_across_partitions_select_final", "1")
                .build();
    }

    <T> List<T> query(String sql, Map<String, Object> parameters, Class<T> row) {
        try (QueryResponse response = client.query(
                                sql, parameters, new QuerySettings().setFormat(ClickHouseFormat.JSONEachRow))
                        .get(properties.queryTimeout().toMillis(), TimeUnit.MILLISECONDS);
                MappingIterator<T> rows = JSON.readerFor(row).readValues(response.getInputStream())) {
            return rows.readAll();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AnalyticsUnavailable();
        } catch (Exception e) {
            LOG.warn("a chart could not be read from {}: {}", properties.url(), String.valueOf(e.getMessage()));
            LOG.debug("the whole failure", e);
            throw new AnalyticsUnavailable();
        }
    }

    /** Asks while others are being asked. */
    <T> Asked<List<T>> ask(String sql, Map<String, Object> parameters, Class<T> row) {
        return new Asked<>(asking.submit(() -> query(sql, parameters, row)));
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
