/** The platform as a process with a module as small as one can be; outside of what it scans for components. */
@NullMarked
package dev.fovea.testplatform;

import org.jspecify.annotations.NullMarked;
