/** Everything around the segments: playlists, the DASH manifest, the storyboard, the poster. All named by content. */
@NullMarked
package dev.fovea.transcode.hls;

import org.jspecify.annotations.NullMarked;
