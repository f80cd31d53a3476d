/** What stands for bytes: their SHA-256. */
@NullMarked
package dev.fovea.platform.hash;

import org.jspecify.annotations.NullMarked;
