/** From an uploaded file to verified, playable objects: a batch job that survives every death and redoes at most a span a slot. */
@NullMarked
package dev.fovea.transcode;

import org.jspecify.annotations.NullMarked;
