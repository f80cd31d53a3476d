/** Everything on one machine: starts the embedded services, the four stages in one context and the web, and ends them. */
@NullMarked
package dev.fovea.standalone;

import org.jspecify.annotations.NullMarked;
