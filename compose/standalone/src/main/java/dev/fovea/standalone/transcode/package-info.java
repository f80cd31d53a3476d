/** Kills and races of the transcode: what it recovers to, and what it costs. */
@NullMarked
package dev.fovea.standalone.transcode;

import org.jspecify.annotations.NullMarked;
