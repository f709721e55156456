package dev.palisade.raft.core;

import dev.palisade.raft.Membership;
import dev.palisade.raft.NodeId;
import java.util.Arrays;
import java.util.List;
import java.util.function.Predicate;
import java.util.function.ToLongFunction;

/**
 * What a configuration's majorities say. In a joint configuration both the incoming and the
 * outgoing majority must agree (Ongaro 2014, §4.3). Learners say nothing.
 */
final class Quorum {
  /** How an election stands. */
  enum VoteResult {
    WON,
    LOST,
    PENDING
  }

  private Quorum() {}

  /**
   * The highest value that a quorum has reached: with match indexes the committed index, with times
   * of last contact the moment at which a quorum was last in contact.
   */
  static long reached(Membership membership, ToLongFunction<NodeId> value) {
    long reached = reachedByMajority(membership.voters(), value);
    return membership.outgoing().isEmpty()
        ? reached
        : Math.min(reached, reachedByMajority(membership.outgoing(), value));
  }

  /** How an election stands in which these voters granted and those refused; others are silent. */
  static VoteResult vote(
      Membership membership, Predicate<NodeId> granted, Predicate<NodeId> refused) {
    VoteResult result = voteOfMajority(membership.voters(), granted, refused);
    if (membership.outgoing().isEmpty() || result == VoteResult.LOST) {
      return result;
    }
    VoteResult outgoing = voteOfMajority(membership.outgoing(), granted, refused);
    return result == VoteResult.WON || outgoing == VoteResult.LOST ? outgoing : result;
  }

  private static long reachedByMajority(List<NodeId> voters, ToLongFunction<NodeId> value) {
    long[] ascending = new long[voters.size()];
    for (int i = 0; i < ascending.length; i++) {
      ascending[i] = value.applyAsLong(voters.get(i));
    }
    Arrays.sort(ascending);
    // A majority of n is n / 2 + 1: as many values lie at or above this place.
    return ascending[ascending.length - (ascending.length / 2 + 1)];
  }

  private static VoteResult voteOfMajority(
      List<NodeId> voters, Predicate<NodeId> granted, Predicate<NodeId> refused) {
    int majority = voters.size() / 2 + 1;
    int yes = 0;
    int no = 0;
    for (NodeId voter : voters) {
      if (granted.test(voter)) {
        yes++;
      } else if (refused.test(voter)) {
        no++;
      }
    }
    if (yes >= majority) {
      return VoteResult.WON;
    }
    return voters.size() - no < majority ? VoteResult.LOST : VoteResult.PENDING;
  }
}
