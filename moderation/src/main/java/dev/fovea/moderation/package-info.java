/** People and decisions: who may sign in, what may be shown, and a record of both. */
@NullMarked
package dev.fovea.moderation;

import org.jspecify.annotations.NullMarked;
