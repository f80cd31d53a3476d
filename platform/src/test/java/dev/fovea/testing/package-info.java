/** What the tests of every module share: seeds, and a real Postgres. */
@NullMarked
package dev.fovea.testing;

import org.jspecify.annotations.NullMarked;
