/** The queue of videos that wait for a verdict, and the verdicts. Begins at READY, ends at the published verdict. */
@NullMarked
package dev.fovea.moderation.review;

import org.jspecify.annotations.NullMarked;
