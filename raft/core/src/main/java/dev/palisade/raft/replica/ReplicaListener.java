package dev.palisade.raft.replica;

import dev.palisade.raft.NodeId;
import dev.palisade.raft.core.Effect;

/** Hears what an operator would want to know. Called on the replica's turn; must not block. */
public interface ReplicaListener {
  /** The role, the term or the known leader changed. */
  default void roleChanged(Effect.RoleChanged change) {}

  /**
   * Entries from a peer carry timestamps this far ahead of the local clock; they are not merged.
   */
  default void clockRefused(NodeId from, long aheadMillis) {}
}
