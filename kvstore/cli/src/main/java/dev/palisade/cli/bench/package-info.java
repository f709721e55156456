/**
 * Loads: a closed loop that keeps a number of operations in flight, an open one that starts them at
 * a rate, and histograms of their latencies. Does not know what an operation is.
 *
 * <p>{@code ClosedLoopTest} and {@code OpenLoopTest} show them on operations that are completed by
 * hand.
 */
@NullMarked
package dev.palisade.cli.bench;

import org.jspecify.annotations.NullMarked;
