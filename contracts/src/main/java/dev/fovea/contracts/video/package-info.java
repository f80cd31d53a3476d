/** A video's life as the modules tell it to each other: uploaded, transcoded, judged, catalogued. */
@NullMarked
package dev.fovea.contracts.video;

import org.jspecify.annotations.NullMarked;
