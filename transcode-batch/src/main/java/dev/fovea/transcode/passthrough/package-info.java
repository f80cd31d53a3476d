/** Whether a source's own pictures may be a film's largest rendition, without being encoded again. */
@NullMarked
package dev.fovea.transcode.passthrough;

import org.jspecify.annotations.NullMarked;
