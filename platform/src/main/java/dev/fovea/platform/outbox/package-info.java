/** Events leave with the transaction that caused them: written beside the data, sent after the commit. */
@NullMarked
package dev.fovea.platform.outbox;

import org.jspecify.annotations.NullMarked;
