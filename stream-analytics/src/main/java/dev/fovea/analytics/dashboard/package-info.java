/** The charts' API: reads rows from ClickHouse, joins titles, durations and people, and draws nothing itself. */
@NullMarked
package dev.fovea.analytics.dashboard;

import org.jspecify.annotations.NullMarked;
