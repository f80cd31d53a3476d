/** What a source is, and the clear refusal of what is none. Ends with a Source value and the index of its packets. */
@NullMarked
package dev.fovea.transcode.probe;

import org.jspecify.annotations.NullMarked;
