/** Who may do what: roles and categories. */
@NullMarked
package dev.fovea.contracts.access;

import org.jspecify.annotations.NullMarked;
