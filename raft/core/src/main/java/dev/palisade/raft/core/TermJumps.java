package dev.palisade.raft.core;

import dev.palisade.raft.Membership;
import dev.palisade.raft.NodeId;
import java.util.Arrays;
import java.util.List;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Refuses terms that no cluster can have reached since this replica last heard of it: a term near
 * the largest number would end all elections for ever. A term beyond the bound is believed once a
 * majority of the voters has said one as late, and by a replica that knows nothing yet.
 */
final class TermJumps {
  private final ReplicaState state;

  /** The latest term that each voter has said and that was refused. */
  private final TreeMap<NodeId, Long> refused = new TreeMap<>();

  TermJumps(ReplicaState state) {
    this.state = state;
  }

  @Nullable String defectOf(NodeId from, long term) {
    long own = state.term();
    if (term - own <= MessageCheck.MAX_TERM_JUMP || isNew()) {
      return null;
    }
    Membership membership = state.membership();
    refused.keySet().removeIf(node -> !membership.isVoter(node));
    if (membership.isVoter(from)) {
      refused.merge(from, term, Math::max);
    }
    boolean isConfirmed =
        isSaidByMajority(membership.voters(), term)
            && (!membership.isJoint() || isSaidByMajority(membership.outgoing(), term));
    return isConfirmed
        ? null
        : "term %d is more than %d later than %d, and a majority does not say so"
            .formatted(term, MessageCheck.MAX_TERM_JUMP, own);
  }

  private boolean isNew() {
    return state.term() == 0 && state.log().lastIndex() == 0;
  }

  /** Whether a majority said terms no more than the bound before this one, or later. */
  private boolean isSaidByMajority(List<NodeId> voters, long term) {
    long[] said = voters.stream().mapToLong(voter -> refused.getOrDefault(voter, 0L)).toArray();
    Arrays.sort(said);
    return said[said.length - (said.length / 2 + 1)] >= term - MessageCheck.MAX_TERM_JUMP;
  }
}
