/** Resumable uploads: from the first byte offered to a complete source. Knows nothing of transcoding. */
@NullMarked
package dev.fovea.ingest.upload;

import org.jspecify.annotations.NullMarked;
