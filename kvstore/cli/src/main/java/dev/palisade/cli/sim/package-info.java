/**
 * {@code palisade sim}: simulated clusters from the command line.
 *
 * <p>May import the simulator and the output rooms. {@code SimCommandTest} shows it best.
 */
@NullMarked
package dev.palisade.cli.sim;

import org.jspecify.annotations.NullMarked;
