/** The Spring Batch job and its life: started by uploads, kept by leases, recovered after death, told to the other modules and to people. */
@NullMarked
package dev.fovea.transcode.job;

import org.jspecify.annotations.NullMarked;
