/** Races against anchors: the same work done by us and by something plainer, turn by turn in one run. */
@NullMarked
package dev.fovea.standalone.bench;

import org.jspecify.annotations.NullMarked;
