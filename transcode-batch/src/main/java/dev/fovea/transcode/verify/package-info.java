/** Whether what was packaged keeps the rules of HLS, judged from the stored bytes themselves. */
@NullMarked
package dev.fovea.transcode.verify;

import org.jspecify.annotations.NullMarked;
