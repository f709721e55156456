package dev.palisade.raft.core;

import dev.palisade.raft.NodeId;

/** What can happen to a replica. */
public sealed interface Event {
  /** The replica's first event after it was made or restarted. */
  record Started() implements Event {}

  /** A message came in. The bytes of an Append's entries wait beside the core. */
  record Received(NodeId from, Message message) implements Event {}

  /**
   * Commands wait to be replicated, in this order: at least one.
   *
   * @param storedBytes the size of each one's record in the log
   */
  record Proposed(int[] storedBytes) implements Event {}

  /**
   * Linearizable reads wait; one number stands for all that were waiting.
   *
   * @param readId unique within the replica's run
   */
  record ReadRequested(long readId) implements Event {}

  /** Everything up to and with this {@link Effect.Persist} is durable. */
  record Persisted(long sequence) implements Event {}

  /** The state machine holds everything up to this index. */
  record Applied(long index) implements Event {}

  /** Nothing but time passed: {@link RaftCore#nextDeadlineNanos} came. */
  record TimePassed() implements Event {}

  /** Hand leadership to this voter. */
  record TransferRequested(NodeId to) implements Event {}
}
