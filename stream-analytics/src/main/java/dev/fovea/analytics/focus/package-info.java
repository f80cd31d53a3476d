/** Focus sessions of one view: from FOCUS_START to FOCUS_END, with what interrupted them. Knows no Kafka. */
@NullMarked
package dev.fovea.analytics.focus;

import org.jspecify.annotations.NullMarked;
