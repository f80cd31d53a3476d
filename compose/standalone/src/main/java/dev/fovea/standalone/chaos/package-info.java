/** What all series of kills share: their words, the processes that are killed, and the file that they leave. */
@NullMarked
package dev.fovea.standalone.chaos;

import org.jspecify.annotations.NullMarked;
