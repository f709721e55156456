package dev.palisade.raft.replica;

import dev.palisade.raft.NodeId;
import dev.palisade.raft.core.Message;

/**
 * Carries messages to peers: an edge of the world. Never blocks; a message that cannot be sent now
 * may be dropped. Heartbeats travel apart from bulk data.
 */
public interface Transport {
  /**
   * Sends. An Append names its entries; the link takes their bytes from the log when it writes, and
   * drops the message when the log no longer holds them.
   */
  void send(NodeId to, Message message);

  /** Asks for a part of a snapshot; lost where the link cannot carry it. */
  default void ask(NodeId to, SnapshotMessage.Question question) {}

  /** Tells a leader what this replica's state hashes to; lost where the link cannot carry it. */
  default void report(NodeId to, StateReport report) {}

  /** Gives a part of a snapshot; lost where the link cannot carry it. */
  default void answer(NodeId to, SnapshotMessage.Answer answer) {}
}
