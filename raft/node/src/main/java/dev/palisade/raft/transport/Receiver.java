package dev.palisade.raft.transport;

import dev.palisade.raft.NodeId;
import dev.palisade.raft.core.Message;
import dev.palisade.raft.log.EntryBatch;

/** Takes what comes in from peers. Called on network threads; must not block. */
@FunctionalInterface
public interface Receiver {
  /**
   * A message came in.
   *
   * @param entries the bytes of an Append's entries; none for other messages
   */
  void receive(NodeId from, Message message, EntryBatch entries);
}
