/** One schema and one migration history a module. */
@NullMarked
package dev.fovea.platform.database;

import org.jspecify.annotations.NullMarked;
