/** The demo library: people, films and viewers that come in through the same doors as everybody, over HTTP. */
@NullMarked
package dev.fovea.standalone.demo;

import org.jspecify.annotations.NullMarked;
