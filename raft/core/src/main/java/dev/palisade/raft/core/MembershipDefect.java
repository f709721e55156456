package dev.palisade.raft.core;

import dev.palisade.raft.MemberAddress;
import dev.palisade.raft.Membership;
import dev.palisade.raft.NodeId;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What makes no sense about a configuration to change to, whatever the state of the cluster. */
final class MembershipDefect {
  private MembershipDefect() {}

  /** As a sentence that names it; null when there is nothing wrong with the target. */
  static @Nullable String of(Membership current, Membership target) {
    if (target.isJoint()) {
      return "a membership to change to has no outgoing voters, but was " + target;
    }
    for (NodeId learner : target.learners()) {
      if (target.voters().contains(learner)) {
        return learner + " cannot be voter and learner";
      }
    }
    for (NodeId member : target.members()) {
      if (current.isRetired(member)) {
        return member + " was a member before, and never is again: choose an id that is new";
      }
    }
    Map<NodeId, MemberAddress> all = target.after(current).addresses();
    for (NodeId member : target.members()) {
      MemberAddress address = all.get(member);
      if (address == null || address.equals(current.addresses().get(member))) {
        continue;
      }
      String defect = ofAddress(member, address, all);
      if (defect != null) {
        return defect;
      }
    }
    return null;
  }

  /** Every replica dials what is in the log: what cannot be dialled must not get there. */
  private static @Nullable String ofAddress(
      NodeId member, MemberAddress address, Map<NodeId, MemberAddress> all) {
    String defect = address.defect();
    if (defect != null) {
      return member + " cannot be reached: " + defect;
    }
    if (address.isOne()) {
      return "%s is to serve peers and clients at one address, %s; give it two ports"
          .formatted(member, address.peer());
    }
    for (Map.Entry<NodeId, MemberAddress> other : all.entrySet()) {
      if (!other.getKey().equals(member) && address.overlaps(other.getValue())) {
        return "%s is to be at %s and %s, but %s is at %s and %s; give each node its own"
            .formatted(
                member,
                address.peer(),
                address.client(),
                other.getKey(),
                other.getValue().peer(),
                other.getValue().client());
      }
    }
    return null;
  }
}
