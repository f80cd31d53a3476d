/** Child processes that die with us: started from one thread that lives as long as this JVM, watched, and stopped. */
@NullMarked
package dev.fovea.platform.process;

import org.jspecify.annotations.NullMarked;
