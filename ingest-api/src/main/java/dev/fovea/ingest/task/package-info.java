/** Ordered lists of videos that editors give people to watch, and how far each person has come. */
@NullMarked
package dev.fovea.ingest.task;

import org.jspecify.annotations.NullMarked;
