/** Lists in pages: at most so many at once, and an opaque cursor to go on from. */
@NullMarked
package dev.fovea.platform.page;

import org.jspecify.annotations.NullMarked;
