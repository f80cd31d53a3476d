/** Watching: who may, signed paths to playlists and segments, and where each viewer stopped. */
@NullMarked
package dev.fovea.ingest.playback;

import org.jspecify.annotations.NullMarked;
