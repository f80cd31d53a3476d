/** Accounts that admins create, sign-in with passwords, the tokens and sessions that follow. Knows no videos. */
@NullMarked
package dev.fovea.moderation.accounts;

import org.jspecify.annotations.NullMarked;
