package dev.palisade.raft;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * The configuration of the cluster. While a change is under way both majorities count (joint
 * consensus, Ongaro 2014, §4.3): that of {@code voters} and that of {@code outgoing}.
 *
 * @param voters those whose majority decides, ascending, without repeats, never empty
 * @param outgoing the voters of the configuration being left; empty unless joint
 * @param learners those that receive the log and decide nothing
 * @param retired those that were members and are none any more, or will be none once a joint
 *     configuration is left: their ids are never used again
 * @param addresses of members, by id, as far as they are known
 * @param featureLevel at which the cluster works, see {@link FeatureLevel}
 */
public record Membership(
    List<NodeId> voters,
    List<NodeId> outgoing,
    List<NodeId> learners,
    List<NodeId> retired,
    SortedMap<NodeId, MemberAddress> addresses,
    int featureLevel) {
  public Membership {
    if (voters.isEmpty()) {
      throw new IllegalArgumentException("a membership needs at least one voter");
    }
    if (featureLevel < FeatureLevel.OLDEST || featureLevel > Byte.MAX_VALUE) {
      throw new IllegalArgumentException(
          "feature level " + featureLevel + " is not within 1 to " + Byte.MAX_VALUE);
    }
    voters = sortedDistinct(voters);
    outgoing = sortedDistinct(outgoing);
    learners = sortedDistinct(learners);
    retired = sortedDistinct(retired);
    addresses = Collections.unmodifiableSortedMap(new TreeMap<>(addresses));
  }

  /** At the oldest feature level. */
  public Membership(
      List<NodeId> voters,
      List<NodeId> outgoing,
      List<NodeId> learners,
      List<NodeId> retired,
      SortedMap<NodeId, MemberAddress> addresses) {
    this(voters, outgoing, learners, retired, addresses, FeatureLevel.OLDEST);
  }

  /** Without anyone retired, without addresses, and at the oldest feature level. */
  public Membership(List<NodeId> voters, List<NodeId> outgoing, List<NodeId> learners) {
    this(voters, outgoing, learners, List.of(), Collections.emptySortedMap());
  }

  /** A plain configuration of these voters. */
  public static Membership ofVoters(List<NodeId> voters) {
    return new Membership(voters, List.of(), List.of());
  }

  /** The same, with these addresses of its members. */
  public Membership withAddresses(Map<NodeId, MemberAddress> known) {
    TreeMap<NodeId, MemberAddress> ofMembers = new TreeMap<>(known);
    ofMembers.keySet().removeIf(node -> !isMember(node));
    return new Membership(voters, outgoing, learners, retired, ofMembers, featureLevel);
  }

  /** The same at this feature level. */
  public Membership atFeatureLevel(int level) {
    return new Membership(voters, outgoing, learners, retired, addresses, level);
  }

  public boolean isVoter(NodeId node) {
    return voters.contains(node) || outgoing.contains(node);
  }

  /** Whether this node votes, and decides alone: no other node has to hold what it holds. */
  public boolean isOnlyVoter(NodeId node) {
    return !isJoint() && voters.equals(List.of(node));
  }

  /** Whether two majorities count because a change is under way. */
  public boolean isJoint() {
    return !outgoing.isEmpty();
  }

  public boolean isMember(NodeId node) {
    return isVoter(node) || learners.contains(node);
  }

  /** Whether it was a member before, or leaves: it never comes back under this id. */
  public boolean isRetired(NodeId node) {
    return retired.contains(node);
  }

  /**
   * This one as the successor of {@code before}: whoever was a member there and is none here
   * retires, whoever stays keeps an address that is not given anew, and the feature level does not
   * fall. Neither is joint.
   */
  public Membership after(Membership before) {
    List<NodeId> gone = new ArrayList<>(before.retired);
    before.members().stream().filter(node -> !isMember(node)).forEach(gone::add);
    TreeMap<NodeId, MemberAddress> known = new TreeMap<>(before.addresses);
    known.putAll(addresses);
    int level = Math.max(featureLevel, before.featureLevel);
    return new Membership(voters, List.of(), learners, gone, Collections.emptySortedMap(), level)
        .withAddresses(known);
  }

  /** The joint configuration that leads from this one to {@code target}; neither is joint. */
  public Membership jointWith(Membership target) {
    Invariant.check(
        !isJoint() && !target.isJoint(), "a change begins and ends at plain memberships");
    TreeMap<NodeId, MemberAddress> known = new TreeMap<>(addresses);
    known.putAll(target.addresses);
    int level = Math.max(featureLevel, target.featureLevel);
    return new Membership(target.voters, voters, target.learners, target.retired, known, level);
  }

  /** The configuration in which a joint one ends. */
  public Membership left() {
    return new Membership(voters, List.of(), learners, retired, addresses, featureLevel)
        .withAddresses(addresses);
  }

  /** Bytes of its payload in the log, whose layout is that of {@code raft.log.MembershipCodec}. */
  public int payloadBytes() {
    int ids = voters.size() + outgoing.size() + learners.size() + retired.size();
    int bytes = 24 + 4 * ids;
    for (MemberAddress address : addresses.values()) {
      bytes += 8 + address.utf8Bytes();
    }
    return bytes;
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
        + (learners.isEmpty() ? "" : " learners " + learners)
        + (retired.isEmpty() ? "" : " retired " + retired)
        + (featureLevel == FeatureLevel.OLDEST ? "" : " feature level " + featureLevel);
  }

  private static List<NodeId> sortedDistinct(List<NodeId> nodes) {
    return List.copyOf(new TreeSet<>(nodes));
  }
}
