package dev.fovea.analytics.dashboard;

import com.clickhouse.client.api.Client;
import com.clickhouse.client.api.query.QueryResponse;
import com.clickhouse.client.api.query.QuerySettings;
import com.clickhouse.data.ClickHouseFormat;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
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

    /** The only row of an aggregation without groups. */
    <T> T queryOne(String sql, Map<String, Object> parameters, Class<T> row) {
        return query(sql, parameters, row).getFirst();
    }

    @Override
    public void destroy() {
        client.close();
    }
}
