/** The Kafka topics: one writer each, key and value types, retention kind. */
@NullMarked
package dev.fovea.contracts.topic;

import org.jspecify.annotations.NullMarked;
