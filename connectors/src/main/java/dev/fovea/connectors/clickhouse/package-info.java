/** A ClickHouse over HTTP, as far as schema and sink need it: statements, rows, and what a failure asks of the caller. */
@NullMarked
package dev.fovea.connectors.clickhouse;

import org.jspecify.annotations.NullMarked;
