package dev.palisade.raft;

import java.util.List;
import java.util.TreeSet;

/**
 * The configuration of the cluster. While a change is under way both majorities count (joint
 * consensus, Ongaro 2014, §4.3): that of {@code voters} and that of {@code outgoing}.
 *
 * @param voters those whose majority decides, ascending, without repeats, never empty
 * @param outgoing the voters of the configuration being left; empty unless joint
 * @param learners those that receive the log and decide nothing
 */
public record Membership(List<NodeId> voters, List<NodeId> outgoing, List<NodeId> learners) {
  public Membership {
    if (voters.isEmpty()) {
      throw new IllegalArgumentException("a membership needs at least one voter");
    }
    voters = sortedDistinct(voters);
    outgoing = sortedDistinct(outgoing);
    learners = sortedDistinct(learners);
  }

  /** A plain configuration of these voters. */
  public static Membership ofVoters(List<NodeId> voters) {
    return new Membership(voters, List.of(), List.of());
  }

  public boolean isVoter(NodeId node) {
    return voters.contains(node) || outgoing.contains(node);
  }

  /** Whether two majorities count because a change is under way. */
  public boolean isJoint() {
    return !outgoing.isEmpty();
  }

  public boolean isMember(NodeId node) {
    return isVoter(node) || learners.contains(node);
  }

  /** The joint configuration that leads from this one to {@code target}; neither is joint. */
  public Membership jointWith(Membership target) {
    Invariant.check(
        !isJoint() && !target.isJoint(), "a change begins and ends at plain memberships");
    return new Membership(target.voters, voters, target.learners);
  }

  /** The configuration in which a joint one ends. */
  public Membership left() {
    return new Membership(voters, List.of(), learners);
  }

  /** Bytes of its payload in the log, whose layout is that of {@code raft.log.MembershipCodec}. */
  public int payloadBytes() {
    return 16 + 4 * (voters.size() + outgoing.size() + learners.size());
  }

  /** Every member, ascending. */
  public List<NodeId> members() {
    TreeSet<NodeId> all = new TreeSet<>(voters);
    all.addAll(outgoing);
    all.addAll(learners);
    return List.copyOf(all);
  }

  @Override
  public String toString() {
    return "voters "
        + voters
        + (outgoing.isEmpty() ? "" : " outgoing " + outgoing)
        + (learners.isEmpty() ? "" : " learners " + learners);
  }

  private static List<NodeId> sortedDistinct(List<NodeId> nodes) {
    return List.copyOf(new TreeSet<>(nodes));
  }
}
