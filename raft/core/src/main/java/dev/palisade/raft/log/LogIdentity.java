package dev.palisade.raft.log;

import dev.palisade.raft.NodeId;

/**
 * Whose log it is; written into every segment and checked when it is opened.
 *
 * @param clusterId chosen when the cluster was created
 */
public record LogIdentity(long clusterId, NodeId node) {
  @Override
  public String toString() {
    return node + " of cluster " + clusterId;
  }
}
