/** Edits that do not overwrite what their editor has not seen. */
@NullMarked
package dev.fovea.platform.edit;

import org.jspecify.annotations.NullMarked;
