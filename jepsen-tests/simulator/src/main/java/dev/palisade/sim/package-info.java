/**
 * Whole clusters in one thread from one seed: {@link dev.palisade.sim.Simulation} is one run,
 * {@link dev.palisade.sim.Campaign} many. The replicas, their logs and their state are the
 * production code; time, network, disks, clocks and clients are simulated.
 *
 * <p>May import raft/core and the key-value state. {@code SimulationTest} shows it best.
 */
@NullMarked
package dev.palisade.sim;

import org.jspecify.annotations.NullMarked;
