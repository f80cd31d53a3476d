/** Tables and views of Fovea in ClickHouse, brought up to date by numbered scripts. Knows nothing of who fills or reads them. */
@NullMarked
package dev.fovea.connectors.schema;

import org.jspecify.annotations.NullMarked;
