package dev.palisade.raft.transport;

import dev.palisade.raft.NodeId;
import dev.palisade.raft.replica.SnapshotMessage;

/** Takes what peers ask and answer about snapshots. Called on network threads; must not block. */
@FunctionalInterface
public interface SnapshotReceiver {
  /** A question or an answer came in. */
  void receive(NodeId from, SnapshotMessage message);
}
