/** The catalogue of failures that a client may have to act on. */
@NullMarked
package dev.fovea.contracts.problem;

import org.jspecify.annotations.NullMarked;
