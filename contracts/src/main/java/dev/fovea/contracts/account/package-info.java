/** Accounts as every service needs to know them. */
@NullMarked
package dev.fovea.contracts.account;

import org.jspecify.annotations.NullMarked;
