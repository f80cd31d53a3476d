/** Which renditions a picture is worth: a pure function. */
@NullMarked
package dev.fovea.transcode.ladder;

import org.jspecify.annotations.NullMarked;
