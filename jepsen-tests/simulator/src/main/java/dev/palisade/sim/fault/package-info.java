/**
 * What goes wrong in a run: {@link dev.palisade.sim.fault.Fault} is one thing at one time, {@link
 * dev.palisade.sim.fault.Plan} all of them, drawn from a seed, {@link dev.palisade.sim.fault.Chaos}
 * does them to the world.
 *
 * <p>May import the world. {@code SimulationTest} shows it best.
 */
@NullMarked
package dev.palisade.sim.fault;

import org.jspecify.annotations.NullMarked;
