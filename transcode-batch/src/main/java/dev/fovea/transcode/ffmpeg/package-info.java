/** FFmpeg as a contained tool: unpacked from the class path, run in a sandbox through Jaffree, ended for sure. Knows nothing of videos. */
@NullMarked
package dev.fovea.transcode.ffmpeg;

import org.jspecify.annotations.NullMarked;
