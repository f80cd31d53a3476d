/** An append-only, hash-chained record of what people did; it begins with the first row and knows no features. */
@NullMarked
package dev.fovea.moderation.audit;

import org.jspecify.annotations.NullMarked;
