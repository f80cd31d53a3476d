/** ClickHouse on one machine: its HTTP protocol over libchdb, in a process of its own. Knows nothing of tables or sinks. */
@NullMarked
package dev.fovea.connectors.embedded;

import org.jspecify.annotations.NullMarked;
