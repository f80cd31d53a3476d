/** Failures as RFC 9457 problems, from one catalogue. */
@NullMarked
package dev.fovea.platform.problem;

import org.jspecify.annotations.NullMarked;
