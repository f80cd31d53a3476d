/** Values only: no Spring, no I/O. A type enters here when a second module needs it, not before. */
@NullMarked
package dev.fovea.contracts;

import org.jspecify.annotations.NullMarked;
