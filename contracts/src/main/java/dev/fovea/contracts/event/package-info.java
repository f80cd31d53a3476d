/** Player events as collected, and the rows that the topologies make of them. */
@NullMarked
package dev.fovea.contracts.event;

import org.jspecify.annotations.NullMarked;
