package dev.palisade.raft.core;

import dev.palisade.raft.Membership;
import dev.palisade.raft.NodeId;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Whether a change of voters can be carried through: in its joint phase a majority of the present
 * and of the new voters must answer, and afterwards one of the new. Those who have not answered
 * within an election timeout, or lack more than may be on its way to them, do not count.
 */
final class VotersInContact {
  private final ReplicaState state;
  private final TreeMap<NodeId, Peer> peers;

  /**
   * @param peers those that the leader feeds
   */
  VotersInContact(ReplicaState state, TreeMap<NodeId, Peer> peers) {
    this.state = state;
    this.peers = peers;
  }

  /** Why the change would leave the cluster without a majority; null when it would not. */
  @Nullable String refusal(Membership current, Membership target) {
    String before = refusal("present", current.voters());
    return before == null ? refusal("new", target.voters()) : before;
  }

  private @Nullable String refusal(String which, List<NodeId> voters) {
    List<String> missing = new ArrayList<>();
    for (NodeId voter : voters) {
      Peer peer = peers.get(voter);
      if (voter.equals(state.self())) {
        continue;
      }
      if (peer == null || !peer.isInContact()) {
        missing.add(voter + " does not answer");
      } else if (!peer.keepsUp()) {
        missing.add(
            "%s is %d entries behind".formatted(voter, state.log().lastIndex() - peer.match()));
      }
    }
    int ready = voters.size() - missing.size();
    int majority = voters.size() / 2 + 1;
    return ready >= majority
        ? null
        : ("of the %s voters %s only %d answered within %d ms and kept up, and a majority is %d: %s;"
                + " bring them back first, or force the change")
            .formatted(
                which,
                voters,
                ready,
                TimeUnit.NANOSECONDS.toMillis(state.config().timeouts().electionNanos()),
                majority,
                String.join(", ", missing));
  }
}
