package dev.palisade.raft.core;

import dev.palisade.raft.Membership;
import dev.palisade.raft.NodeId;
import java.util.List;
import java.util.TreeMap;

/**
 * What others say about this replica's removal while it finds no leader. One of them may be broken:
 * it is believed when a majority of the voters that this replica knows says so. Whoever is not told
 * by a majority keeps asking, which disturbs no one.
 */
final class RemovalNotices {
  private final ReplicaState state;

  /** The index of the configuration that each one named. */
  private final TreeMap<NodeId, Long> told = new TreeMap<>();

  RemovalNotices(ReplicaState state) {
    this.state = state;
  }

  /** One says that the configuration at this index lacks this replica. */
  void told(NodeId by, long configurationIndex) {
    Membership membership = state.membership();
    if (configurationIndex < state.configurations().latestIndex() || !membership.isVoter(by)) {
      return; // It knows of less than this replica does.
    }
    told.put(by, configurationIndex);
    if (isMajority(membership.voters())
        && (!membership.isJoint() || isMajority(membership.outgoing()))) {
      state.learnOfRemoval(told.values().stream().mapToLong(Long::longValue).min().orElseThrow());
    }
  }

  /** A leader is heard: this replica is a member. */
  void forget() {
    told.clear();
  }

  private boolean isMajority(List<NodeId> voters) {
    return 2 * voters.stream().filter(told::containsKey).count() > voters.size();
  }
}
