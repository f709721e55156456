package dev.palisade.raft.replica;

import dev.palisade.raft.Membership;
import dev.palisade.raft.NodeId;
import java.util.TreeMap;

/** What the members support, as far as they have said, and when to raise the cluster's level. */
final class FeatureLevels {
  /** A leader that may not change the membership now asks again after so long. */
  private static final long AGAIN_NANOS = 200_000_000;

  private static final int MOST_REMEMBERED = 256;

  private final NodeId self;
  private final int own;
  private final TreeMap<NodeId, Integer> supported = new TreeMap<>();
  private long notBeforeNanos = Long.MIN_VALUE;

  FeatureLevels(NodeId self, int own) {
    this.self = self;
    this.own = own;
    supported.put(self, own);
  }

  /** A replica says what it supports; of those that are not members a few are remembered. */
  void supports(NodeId node, int level, Membership membership) {
    if (node.equals(self)) {
      return;
    }
    supported.put(node, level);
    if (supported.size() > MOST_REMEMBERED) {
      supported.keySet().removeIf(each -> !each.equals(self) && !membership.isMember(each));
    }
  }

  /**
   * The level to which a leader is to raise the cluster now: the highest that every member is known
   * to support; 0 when that is no more than the present one, or it was just tried.
   */
  int toRaise(Membership membership, long nowNanos) {
    if (membership.featureLevel() >= own
        || membership.isJoint()
        || notBeforeNanos != Long.MIN_VALUE && nowNanos - notBeforeNanos < 0) {
      return 0;
    }
    int all = own;
    for (NodeId member : membership.members()) {
      all = Math.min(all, supported.getOrDefault(member, 0));
    }
    if (all <= membership.featureLevel()) {
      return 0;
    }
    notBeforeNanos = nowNanos + AGAIN_NANOS;
    return all;
  }

  /**
   * Says that this program cannot work as one of such a membership; whoever is no member any more
   * is told so in its own way.
   *
   * @throws NewerFeatureLevelException if the cluster's level is above what it supports
   */
  void require(Membership membership) {
    if (membership.isMember(self) && membership.featureLevel() > own) {
      throw new NewerFeatureLevelException(membership.featureLevel(), own);
    }
  }
}
