/**
 * Hybrid logical time: {@link dev.palisade.raft.clock.Hlc} is the arithmetic of packed timestamps,
 * {@link dev.palisade.raft.clock.HybridClock} gives them out, {@link
 * dev.palisade.raft.clock.TimeSource} is the edge to the machine's clocks.
 *
 * <p>May import the JDK only. {@code HybridClockTest} shows it best.
 */
@NullMarked
package dev.palisade.raft.clock;

import org.jspecify.annotations.NullMarked;
