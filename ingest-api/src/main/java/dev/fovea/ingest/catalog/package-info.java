/** Which videos there are, in which state, and who sees them. Knows nothing of how bytes come in or go out. */
@NullMarked
package dev.fovea.ingest.catalog;

import org.jspecify.annotations.NullMarked;
