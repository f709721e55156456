package dev.palisade.raft.replica;

import dev.palisade.raft.NodeId;
import dev.palisade.raft.core.Effect;

/** Hears what happens to a replica. Called within a turn; must not block. */
public interface ReplicaListener {
  /** The role, the term or the known leader changed. */
  default void roleChanged(Effect.RoleChanged change) {}

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
