package dev.palisade.raft.core;

import dev.palisade.raft.Membership;
import dev.palisade.raft.NodeId;
import java.util.List;
import java.util.TreeSet;
import java.util.function.Predicate;
import java.util.function.ToLongFunction;

/** {@link Quorum} in the most obvious way, to check the other one against. */
final class DumbQuorum {
  private DumbQuorum() {}

  /** Tries each value that occurs, and counts who has reached it. */
  static long reached(Membership membership, ToLongFunction<NodeId> value) {
    TreeSet<Long> values = new TreeSet<>();
    for (NodeId member : membership.members()) {
      values.add(value.applyAsLong(member));
    }
    long best = Long.MIN_VALUE;
    for (long candidate : values) {
      if (isQuorum(membership, node -> value.applyAsLong(node) >= candidate)) {
        best = candidate;
      }
    }
    return best;
  }

  /** Won if those who granted are a quorum; lost if they are none even with all who are silent. */
  static Quorum.VoteResult vote(
      Membership membership, Predicate<NodeId> granted, Predicate<NodeId> refused) {
    if (isQuorum(membership, granted)) {
      return Quorum.VoteResult.WON;
    }
    return isQuorum(membership, node -> granted.test(node) || !refused.test(node))
        ? Quorum.VoteResult.PENDING
        : Quorum.VoteResult.LOST;
  }

  private static boolean isQuorum(Membership membership, Predicate<NodeId> test) {
    return isMajority(membership.voters(), test)
        && (membership.outgoing().isEmpty() || isMajority(membership.outgoing(), test));
  }

  private static boolean isMajority(List<NodeId> voters, Predicate<NodeId> test) {
    return 2 * voters.stream().filter(test).count() > voters.size();
  }
}
