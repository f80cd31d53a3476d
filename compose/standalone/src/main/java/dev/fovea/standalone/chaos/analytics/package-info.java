/**
 * {@code ./fovea chaos analytics}: seeded traffic through the real collector while its processes are killed, held against
 * two oracles. The oracles are written from docs/metrics.md alone and use no code of what they judge.
 */
@NullMarked
package dev.fovea.standalone.chaos.analytics;

import org.jspecify.annotations.NullMarked;
