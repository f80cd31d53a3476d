/** Topics as typed values on the wire: JSON, retries, dead letters. */
@NullMarked
package dev.fovea.platform.topic;

import org.jspecify.annotations.NullMarked;
