/**
 * From Kafka topics of JSON objects to ClickHouse tables, each record exactly once. A Kafka Connect plugin for any worker;
 * knows no topic or table by name but in {@link dev.fovea.connectors.sink.FoveaSink}.
 */
@NullMarked
package dev.fovea.connectors.sink;

import org.jspecify.annotations.NullMarked;
