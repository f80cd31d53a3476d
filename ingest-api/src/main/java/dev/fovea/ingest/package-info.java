/** The edge and the catalogue: uploads come in, videos are listed and played, what players tell is collected. */
@NullMarked
package dev.fovea.ingest;

import org.jspecify.annotations.NullMarked;
