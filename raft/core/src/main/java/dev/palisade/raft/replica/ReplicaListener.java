package dev.palisade.raft.replica;

import dev.palisade.raft.EntryId;
import dev.palisade.raft.Membership;
import dev.palisade.raft.NodeId;
import dev.palisade.raft.Snapshot;
import dev.palisade.raft.core.Effect;
import dev.palisade.raft.log.LogDamage;
import org.jspecify.annotations.Nullable;

/** Hears what happens to a replica. Called within a turn; must not block. */
public interface ReplicaListener {
  /** The role, the term or the known leader changed. */
  default void roleChanged(Effect.RoleChanged change) {}

  /** This configuration counts from now on, committed or not: its members are to be reachable. */
  default void membershipChanged(Membership membership) {}

  /** This replica is no member any more; it can be stopped for good. */
  default void removed() {}

  /**
   * This replica lacks entries that others may count on: it serves nothing and does not lead until
   * {@link #promiseKept}.
   *
   * @param promised the last of them
   * @param damage of the log, by which they were lost; null when it was found earlier, or when the
   *     state was lost
   */
  default void lossFound(EntryId promised, @Nullable LogDamage damage) {}

  /** The log holds again what it had lost, or what stands for it. */
  default void promiseKept() {}

  /**
   * A leader sent this entry, and it, or the one before it, has another content than here: one of
   * the two logs is wrong. The entries are not taken.
   */
  default void contradicted(NodeId from, EntryId entry) {}

  /** A message of a peer was refused and changed nothing, since no working replica says that. */
  default void messageRefused(NodeId from, String why) {}

  /** This replica leads, and has compared the states of all. */
  default void statesCompared(StateComparison comparison) {}

  /** A snapshot has taken the place of this replica's state and log. */
  default void snapshotInstalled(Snapshot snapshot) {}

  /** A snapshot of this replica's state was taken. */
  default void snapshotTaken(Snapshot snapshot) {}

  /**
   * Entries from a peer carry timestamps this far ahead of the local clock; they are not merged.
   */
  default void clockRefused(NodeId from, long aheadMillis) {}

  /**
   * A turn ended in which something was done: of the replica or of the applier, hence from two
   * threads. Whoever gathers answers sends them now.
   */
  default void turnEnded() {}
}
