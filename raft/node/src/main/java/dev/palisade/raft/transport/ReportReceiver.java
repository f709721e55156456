package dev.palisade.raft.transport;

import dev.palisade.raft.NodeId;
import dev.palisade.raft.replica.StateReport;

/** Takes what peers say of their states; called by network threads, must not block. */
@FunctionalInterface
public interface ReportReceiver {
  void receive(NodeId from, StateReport report);
}
