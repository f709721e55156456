/**
 * One replica of the Raft algorithm as a pure state machine: {@link
 * dev.palisade.raft.core.RaftCore#step} takes an {@link dev.palisade.raft.core.Event} and gives
 * {@link dev.palisade.raft.core.Effect}s. No thread, clock, file, socket or randomness of its own.
 *
 * <p>May import {@code dev.palisade.raft} and the JDK's collections, nothing else. {@code
 * GoldenScriptsTest} shows it best: its scripts in {@code src/test/resources/golden} read as a
 * description of the behaviour.
 */
@NullMarked
package dev.palisade.raft.core;

import org.jspecify.annotations.NullMarked;
