package dev.palisade.raft.transport;

import dev.palisade.raft.NodeId;

/**
 * Hears up to which feature level a peer works, each time it links; called by network threads, must
 * not block.
 */
@FunctionalInterface
public interface LevelReceiver {
  void supports(NodeId peer, int level);
}
