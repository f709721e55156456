/**
 * What must hold in every run: {@link dev.palisade.sim.oracle.Oracle} names it, the classes beside
 * it watch for it. They see what replicas apply and say and what clients are told, and keep a truth
 * of their own that no crash reaches.
 *
 * <p>May import the Raft vocabulary and the key-value state's commands and outcomes. {@code
 * MutantsTest} shows best what they see.
 */
@NullMarked
package dev.palisade.sim.oracle;

import org.jspecify.annotations.NullMarked;
