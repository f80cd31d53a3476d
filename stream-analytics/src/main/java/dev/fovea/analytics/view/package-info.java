/** What is known of one view, as a value: folding events is commutative and idempotent. Knows no Kafka. */
@NullMarked
package dev.fovea.analytics.view;

import org.jspecify.annotations.NullMarked;
