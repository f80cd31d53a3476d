/** How a film is cut into spans that encode apart and play as one: pure functions of frame counts and of the packet index. */
@NullMarked
package dev.fovea.transcode.span;

import org.jspecify.annotations.NullMarked;
