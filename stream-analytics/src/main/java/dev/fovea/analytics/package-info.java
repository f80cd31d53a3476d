/** From player events to figures: the topologies that fold them and the charts' API that reads them. */
@NullMarked
package dev.fovea.analytics;

import org.jspecify.annotations.NullMarked;
