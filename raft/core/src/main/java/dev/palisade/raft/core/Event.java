package dev.palisade.raft.core;

import dev.palisade.raft.Membership;
import dev.palisade.raft.NodeId;
import dev.palisade.raft.Snapshot;

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

  /**
   * A hint that the process of this replica has ended: every connection to and from it was closed,
   * and its port refused a new one. It may be late, and it may be wrong, since the process may have
   * been started again, or something between the two may answer in its place.
   */
  record PeerGone(NodeId peer) implements Event {}

  /** Hand leadership to this voter. */
  record TransferRequested(NodeId to) implements Event {}

  /**
   * Change the configuration, by any number of voters and learners at once; answered by {@link
   * Effect.MembershipEnded}. A new voter must be a learner that has caught up. A change of voters
   * needs a majority of the present and of the new voters that answers and keeps up.
   *
   * @param from the configuration from which the target was computed; refused when another one is
   *     in force by now, since the target would undo what changed meanwhile
   * @param target not joint; who retires is not taken from it, and addresses only where they are
   *     new
   */
  record MembershipRequested(Membership from, Membership target, Caution caution)
      implements Event {}

  /** How much a change of the configuration is asked to risk. */
  enum Caution {
    /** Refused unless those who would decide, before and after it, are heard and keep up. */
    WAIT_FOR_MAJORITIES,
    /**
     * Begun all the same: while too few of them answer, nothing is committed and no leader can be
     * elected.
     */
    FORCE
  }

  /** Something about snapshots, whose bytes stay outside. */
  sealed interface SnapshotEvent extends Event {}

  /**
   * A snapshot of this replica's own state is durable, and may be offered to others. Not beyond
   * what is applied; an older one than before is not looked at.
   */
  record SnapshotTaken(Snapshot snapshot) implements SnapshotEvent {}

  /**
   * The log gave up its entries up to and with this one.
   *
   * @param toIndex not beyond the newest snapshot
   */
  record Compacted(long toIndex) implements SnapshotEvent {}

  /** The bytes of an {@link Effect.FetchSnapshot} are here, durable and checked. */
  record SnapshotFetched(Snapshot snapshot) implements SnapshotEvent {}

  /**
   * The bytes of an {@link Effect.FetchSnapshot} cannot be had; the leader will offer some again.
   */
  record SnapshotFailed(Snapshot snapshot) implements SnapshotEvent {}

  /**
   * An {@link Effect.InstallSnapshot} is carried out: durably, the state machine's state is the
   * snapshot's, and the log is empty and begins behind it.
   */
  record SnapshotInstalled(Snapshot snapshot) implements SnapshotEvent {}
}
