package dev.palisade.raft.core;

import dev.palisade.raft.EntryId;
import dev.palisade.raft.EntryIds;
import dev.palisade.raft.HardState;
import dev.palisade.raft.Membership;
import dev.palisade.raft.NodeId;
import dev.palisade.raft.Snapshot;
import org.jspecify.annotations.Nullable;

/**
 * What a replica wants done, in the order given. One step gives at most one each of {@link
 * RoleChanged}, {@link CreateNoOp}, {@link CreateMembership} or {@link AcceptProposal}, and {@link
 * Persist}, in this order and before everything else: the entries that a {@link Send} or an {@link
 * Apply} of the step names have been handed to the log by then.
 */
public sealed interface Effect {
  /**
   * This replica leads now. Make the record of its first entry, an {@link
   * dev.palisade.raft.EntryKind#NO_OP}; the {@link Persist} that follows in the same step names it
   * and nothing else.
   */
  record CreateNoOp(EntryId id) implements Effect {}

  /**
   * Make the record of this configuration, a {@link dev.palisade.raft.EntryKind#MEMBERSHIP}; the
   * {@link Persist} that follows in the same step names it and nothing else.
   */
  record CreateMembership(EntryId id, Membership membership) implements Effect {}

  /**
   * Write to the log, in sequence order; answer with {@link Event.Persisted} when durable. The
   * entries are those that the event just stepped brought (of an Append perhaps only the last ones:
   * what the log held already is left out), or the one that this replica was told to create: they
   * replace whatever the log holds from their first index on.
   *
   * @param sequence 1, 2, 3, … within the replica's run
   * @param hardState null when unchanged
   * @param entries may be empty, and then replace nothing
   */
  record Persist(long sequence, @Nullable HardState hardState, EntryIds entries)
      implements Effect {}

  /** Send; loss, duplication and reordering are tolerated. */
  record Send(NodeId to, Message message) implements Effect {}

  /**
   * Everything up to and with {@code toIndex} is committed, and durable in this replica's own log:
   * apply it.
   */
  record Apply(long toIndex) implements Effect {}

  /** The proposed commands are entries [firstIndex, firstIndex + count) of {@code term}. */
  record AcceptProposal(long firstIndex, int count, long term) implements Effect {}

  /** None of the proposed commands was taken; certainly not applied. */
  record RefuseProposal(Refusal reason) implements Effect {}

  /** The reads of {@code readId} may be served once {@code atIndex} is applied. */
  record AnswerRead(long readId, long atIndex) implements Effect {}

  /** The reads of {@code readId} cannot be served here now. */
  record RefuseRead(long readId, Refusal reason) implements Effect {}

  /** The role, the term or the known leader changed. */
  record RoleChanged(RoleName role, long term, @Nullable NodeId leader) implements Effect {}

  /** The end of a {@link Event.TransferRequested}. */
  record TransferEnded(boolean done, String detail) implements Effect {}

  /** The end of a {@link Event.MembershipRequested}. */
  record MembershipEnded(Outcome outcome, String detail) implements Effect {}

  /** This configuration counts from now on, committed or not; its entry stands at {@code index}. */
  record MembershipChanged(long index, Membership membership) implements Effect {}

  /**
   * This replica is no member any more, by a committed configuration: it never campaigns again, and
   * can be stopped for good.
   */
  record Removed() implements Effect {}

  /** The log holds again what it had lost, or what stands for it. */
  record PromiseKept() implements Effect {}

  /**
   * A message was refused, and changed nothing: no replica that works says this, or it is of none
   * that this one has to listen to.
   *
   * @param why as a sentence
   */
  record MessageRefused(NodeId from, String why) implements Effect {}

  /**
   * Get the bytes of this snapshot from {@code from}; answer with {@link Event.SnapshotFetched} or
   * {@link Event.SnapshotFailed}. One that is still being fetched is given up.
   */
  record FetchSnapshot(NodeId from, Snapshot snapshot) implements Effect {}

  /**
   * Durably, and after every {@link Persist} given before: put the fetched snapshot in the place of
   * the state machine's state, empty the log and let it begin behind the snapshot. Answer with
   * {@link Event.SnapshotInstalled}; until then nothing is to be applied.
   */
  record InstallSnapshot(Snapshot snapshot) implements Effect {}

  /** What became of a change of membership. */
  enum Outcome {
    /** The configuration asked for is committed. */
    DONE,
    /** Not begun. */
    REFUSED,
    /** Begun, but leadership was lost: another leader may complete it. */
    UNKNOWN
  }

  /** Why a proposal or a read was refused. */
  enum Refusal {
    /** This replica does not lead. */
    NOT_LEADER,
    /** The leader hands over; ask again soon. */
    TRANSFERRING,
    /** Too many bytes wait to be committed or applied. */
    OVERLOADED,
    /** No quorum answered before the election timeout. */
    NO_QUORUM,
    /** This replica lacks what its disk lost, and is getting it from its peers. */
    REPAIRING
  }

  /** The name of a role, for observers. */
  enum RoleName {
    FOLLOWER,
    PRE_CANDIDATE,
    CANDIDATE,
    LEADER
  }
}
