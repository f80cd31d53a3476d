package dev.fovea.analytics.view;

import dev.fovea.contracts.id.ViewId;
import org.jspecify.annotations.Nullable;

/**
 * What an arrival does to its view: {@code after} counts from now on, {@code before} no longer.
 *
 * @param before null for a sequence that is new; equal to {@code after} for a repetition
 * @param receivedAt of this very arrival, also when it repeats or loses
 */
public record Change(ViewId viewId, @Nullable Fact before, Fact after, long receivedAt) {}
