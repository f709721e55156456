/**
 * Simulated clients: what they want, how they repeat and give up, and what they tell the oracles of
 * what they were told.
 *
 * <p>May import the world, the oracles and the key-value state. {@code SimulationTest} shows it
 * best.
 */
@NullMarked
package dev.palisade.sim.client;

import org.jspecify.annotations.NullMarked;
