package dev.palisade.raft.replica;

import dev.palisade.raft.Membership;
import dev.palisade.raft.NodeId;
import dev.palisade.raft.Snapshot;
import dev.palisade.raft.core.Effect;

/** Hears what happens to a replica. Called within a turn; must not block. */
public interface ReplicaListener {
  /** The role, the term or the known leader changed. */
  default void roleChanged(Effect.RoleChanged change) {}

  /** This configuration counts from now on, committed or not: its members are to be reachable. */
  default void membershipChanged(Membership membership) {}

  /** This replica is no member any more; it can be stopped for good. */
  default void removed() {}

  /**
   * Bring the bytes of this snapshot here; say what came of it by {@link Replica#snapshot}. What
   * was fetched before is given up. Never called unless some replica compacts its log.
   */
  default void fetchSnapshot(NodeId from, Snapshot snapshot) {}

  /**
   * Put the fetched snapshot in the place of the state machine's state and of the log, as {@link
   * Effect.InstallSnapshot} says; tell by {@link Replica#snapshot}.
   */
  default void installSnapshot(Snapshot snapshot) {}

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
