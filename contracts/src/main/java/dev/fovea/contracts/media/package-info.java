/** Names of media objects; every module reads them, only their writer makes them. */
@NullMarked
package dev.fovea.contracts.media;

import org.jspecify.annotations.NullMarked;
