/** Deaths and defects on demand, for the runs that show that we survive the ones and would notice the others. */
@NullMarked
package dev.fovea.transcode.fault;

import org.jspecify.annotations.NullMarked;
