/** Time-ordered ids. */
@NullMarked
package dev.fovea.platform.id;

import org.jspecify.annotations.NullMarked;
