/** Ids as types: no bare strings cross a module's border. */
@NullMarked
package dev.fovea.contracts.id;

import org.jspecify.annotations.NullMarked;
