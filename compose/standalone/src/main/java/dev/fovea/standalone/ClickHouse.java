package dev.fovea.standalone;

import java.io.IOException;
import java.net.URI;
import java.util.Map;
import java.util.Optional;

/** Where the rows go and the charts read: the embedded engine, or a server that {@code CLICKHOUSE_URL} names. */
record ClickHouse(URI url, Account writer, Account reader, Optional<ClickHouseNode> node) {

    record Account(String user, String password) {}

    static boolean isElsewhere(Map<String, String> environment) {
        return !environment.getOrDefault("CLICKHOUSE_URL", "").isBlank();
    }

    static ClickHouse elsewhere(Map<String, String> environment) {
        var account = new Account(
                environment.getOrDefault("CLICKHOUSE_USER", "default"),
                environment.getOrDefault("CLICKHOUSE_PASSWORD", ""));
        return new ClickHouse(
                URI.create(environment.getOrDefault("CLICKHOUSE_URL", "")), account, account, Optional.empty());
    }

    static ClickHouse of(ClickHouseNode node) {
        return new ClickHouse(
                node.url(),
                new Account(ClickHouseNode.USER, node.passwords().user()),
                new Account(ClickHouseNode.READER, node.passwords().reader()),
                Optional.of(node));
    }

    boolean answers() throws IOException, InterruptedException {
        return Readiness.answersOk(url.resolve("/ping").toString());
    }
}
