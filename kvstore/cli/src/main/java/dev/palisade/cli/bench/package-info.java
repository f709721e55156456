/**
 * A closed loop: so many operations in flight, each followed by the next, with a histogram of their
 * latencies. Knows nothing of what an operation is.
 *
 * <p>Imports nothing of the project. {@code ClosedLoopTest} shows it on operations that are done by
 * hand.
 */
@NullMarked
package dev.palisade.cli.bench;

import org.jspecify.annotations.NullMarked;
