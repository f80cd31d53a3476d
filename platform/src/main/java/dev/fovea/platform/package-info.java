/** What every stage module stands on; it knows contracts and nobody else. */
@NullMarked
package dev.fovea.platform;

import org.jspecify.annotations.NullMarked;
