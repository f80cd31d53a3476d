/** What changes while a page looks on, told as it happens. */
@NullMarked
package dev.fovea.platform.live;

import org.jspecify.annotations.NullMarked;
