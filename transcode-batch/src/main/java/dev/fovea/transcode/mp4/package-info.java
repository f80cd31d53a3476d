/** The few boxes of fragmented MP4 that we must read: fragments, times, codecs. */
@NullMarked
package dev.fovea.transcode.mp4;

import org.jspecify.annotations.NullMarked;
