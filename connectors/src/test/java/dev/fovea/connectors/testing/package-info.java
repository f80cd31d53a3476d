/** A real ClickHouse for tests: the embedded engine in its own process. Other modules use it through the test jar. */
@NullMarked
package dev.fovea.connectors.testing;

import org.jspecify.annotations.NullMarked;
