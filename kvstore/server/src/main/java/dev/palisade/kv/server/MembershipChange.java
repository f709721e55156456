package dev.palisade.kv.server;

import dev.palisade.proto.kv.ChangeMembershipRequest;
import dev.palisade.raft.MemberAddress;
import dev.palisade.raft.Membership;
import dev.palisade.raft.NodeId;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** What an operator wants changed, applied to the membership in force. */
final class MembershipChange {
  private MembershipChange() {}

  /**
   * The membership that the request leads to.
   *
   * @throws IllegalArgumentException saying what cannot be, and what to do
   */
  static Membership target(Membership now, ChangeMembershipRequest request) {
    if (request.getAddCount() + request.getPromoteCount() + request.getRemoveCount() == 0) {
      throw new IllegalArgumentException("name a node to add, to promote or to remove");
    }
    List<NodeId> voters = new ArrayList<>(now.voters());
    List<NodeId> learners = new ArrayList<>(now.learners());
    Map<NodeId, MemberAddress> addresses = new TreeMap<>(now.addresses());
    for (int id : request.getRemoveList()) {
      NodeId node = member(now, id);
      voters.remove(node);
      learners.remove(node);
    }
    for (int id : request.getPromoteList()) {
      NodeId node = member(now, id);
      if (!learners.remove(node)) {
        throw new IllegalArgumentException(
            voters.contains(node) ? node + " votes already" : node + " cannot leave and vote");
      }
      voters.add(node);
    }
    for (dev.palisade.proto.kv.Member added : request.getAddList()) {
      NodeId node = id(added.getNode());
      if (now.isMember(node)) {
        throw new IllegalArgumentException(node + " is a member already");
      }
      String endpoints = added.getPeerEndpoint() + "," + added.getClientEndpoint();
      addresses.put(node, Member.parse(node.value() + "=" + endpoints).address());
      learners.add(node);
    }
    if (voters.isEmpty()) {
      throw new IllegalArgumentException("a cluster needs at least one voter");
    }
    return new Membership(voters, List.of(), learners).withAddresses(addresses);
  }

  private static NodeId member(Membership now, int id) {
    NodeId node = id(id);
    if (!now.isMember(node)) {
      throw new IllegalArgumentException(node + " is no member; the members are " + now.members());
    }
    return node;
  }

  private static NodeId id(int id) {
    if (id < 1) {
      throw new IllegalArgumentException("a node id is at least 1, but was " + id);
    }
    return new NodeId(id);
  }
}
