/** Units of a stored plan as rows: claimed, encoded, stored, and accepted by one fenced update. */
@NullMarked
package dev.fovea.transcode.encode;

import org.jspecify.annotations.NullMarked;
