/**
 * The simulated world, all of it in one thread: time, network, disks, clocks, and nodes that run
 * the production replica on them.
 *
 * <p>May import raft/core, the key-value state and the oracles. {@code SameSeedSameTraceTest} shows
 * it best.
 */
@NullMarked
package dev.palisade.sim.world;

import org.jspecify.annotations.NullMarked;
