package dev.palisade.raft.replica;

import dev.palisade.raft.EntryId;
import dev.palisade.raft.Membership;
import dev.palisade.raft.NodeId;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * What became of comparing the replicas' states behind one entry.
 *
 * @param at the entry
 * @param right the hash that a majority of the voters reported, in hexadecimal; null when there is
 *     no such majority, and then nobody is said to be wrong
 * @param equal members that reported it
 * @param different members that reported another one; without such a majority those that reported
 *     at all, unless they agree
 * @param unknown all others: neither right nor wrong
 */
public record StateComparison(
    EntryId at,
    @Nullable String right,
    List<NodeId> equal,
    List<NodeId> different,
    List<NodeId> unknown) {

  /** Judges the reports of one entry. */
  static StateComparison of(EntryId at, Membership membership, TreeMap<NodeId, String> reports) {
    String right = null;
    for (String hash : reports.values()) {
      if (isMajority(membership.voters(), hash, reports)
          && (!membership.isJoint() || isMajority(membership.outgoing(), hash, reports))) {
        right = hash;
      }
    }
    boolean agree = reports.values().stream().distinct().count() <= 1;
    List<NodeId> equal = new ArrayList<>();
    List<NodeId> different = new ArrayList<>();
    List<NodeId> unknown = new ArrayList<>();
    for (NodeId member : membership.members()) {
      String hash = reports.get(member);
      if (hash == null || right == null && agree) {
        unknown.add(member);
      } else if (hash.equals(right)) {
        equal.add(member);
      } else {
        different.add(member);
      }
    }
    return new StateComparison(at, right, equal, different, unknown);
  }

  /** Whether less than half of the voters, of both groups in a joint configuration, are named. */
  static boolean isMinority(Membership membership, Collection<NodeId> named) {
    return isMinority(membership.voters(), named)
        && (!membership.isJoint() || isMinority(membership.outgoing(), named));
  }

  private static boolean isMinority(List<NodeId> voters, Collection<NodeId> named) {
    return 2 * voters.stream().filter(named::contains).count() < voters.size();
  }

  private static boolean isMajority(
      List<NodeId> voters, String hash, TreeMap<NodeId, String> reports) {
    long saying = voters.stream().filter(voter -> hash.equals(reports.get(voter))).count();
    return 2 * saying > voters.size();
  }
}
