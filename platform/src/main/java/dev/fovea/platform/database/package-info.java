/** One schema and one migration history a module, and what JDBC does not read by itself. */
@NullMarked
package dev.fovea.platform.database;

import org.jspecify.annotations.NullMarked;
