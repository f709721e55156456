/**
 * Deliberate defects: each takes one safety mechanism out of a copy of the sources, which is
 * compiled in memory and simulated. An oracle that cannot tell the copy from the original proves
 * nothing.
 *
 * <p>May import the simulation. Needs the compiler of a JDK. {@code MutantsTest} shows it best.
 */
@NullMarked
package dev.palisade.sim.mutant;

import org.jspecify.annotations.NullMarked;
