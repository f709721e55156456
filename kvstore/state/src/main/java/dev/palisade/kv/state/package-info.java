/**
 * The key-value state machine: revisions, fences, sessions, over a {@link
 * dev.palisade.kv.state.Store}. Pure: no thread, file, clock or randomness; the same entries give
 * the same state, answers and state hash on every replica, however they are batched. {@link
 * dev.palisade.kv.state.KvStateMachine} is the door; {@link dev.palisade.kv.state.RequestCodec} is
 * what a log entry holds; docs/formats-state.md says what the store holds, docs/fences.md what
 * fences promise.
 *
 * <p>May import {@code dev.palisade.raft} and {@code dev.palisade.raft.clock}. {@code FencesTest}
 * shows the rules, {@code ModelTest} holds the machine against a naive twin.
 */
@NullMarked
package dev.palisade.kv.state;

import org.jspecify.annotations.NullMarked;
