/** Who calls: token verification against trusted issuers and live account state, roles, one table of route rules. */
@NullMarked
package dev.fovea.platform.access;

import org.jspecify.annotations.NullMarked;
