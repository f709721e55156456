package dev.palisade.kv.server;

import dev.palisade.proto.kv.ChangeMembershipRequest;
import dev.palisade.raft.Endpoint;
import dev.palisade.raft.MemberAddress;
import dev.palisade.raft.Membership;
import dev.palisade.raft.NodeId;
import dev.palisade.raft.core.Event.Caution;
import dev.palisade.raft.core.Event.MembershipRequested;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** What an operator wants changed, applied to the membership in force. */
final class MembershipChange {
  /** The request makes no sense, whatever the membership is. */
  static final class InvalidRequest extends IllegalArgumentException {
    private static final long serialVersionUID = 1L;

    InvalidRequest(String message) {
      super(message);
    }
  }

  private MembershipChange() {}

  /**
   * The change for which to ask the replica; it is refused there if another membership is in force
   * by then.
   *
   * @throws InvalidRequest if a number or an address is out of range
   * @throws IllegalArgumentException saying what cannot be, and what to do
   */
  static MembershipRequested of(Membership now, ChangeMembershipRequest request) {
    Caution caution = request.getForce() ? Caution.FORCE : Caution.WAIT_FOR_MAJORITIES;
    return new MembershipRequested(now, target(now, request), caution);
  }

  private static Membership target(Membership now, ChangeMembershipRequest request) {
    requireValid(request);
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
      NodeId node = new NodeId(added.getNode());
      if (now.isMember(node)) {
        throw new IllegalArgumentException(node + " is a member already");
      }
      MemberAddress address = new MemberAddress(added.getPeerEndpoint(), added.getClientEndpoint());
      if (addresses.put(node, address) != null) {
        throw new InvalidRequest(node + " is to be added twice");
      }
      learners.add(node);
    }
    if (voters.isEmpty()) {
      throw new IllegalArgumentException("a cluster needs at least one voter");
    }
    return new Membership(voters, List.of(), learners).withAddresses(addresses);
  }

  private static void requireValid(ChangeMembershipRequest request) {
    if (request.getAddCount() + request.getPromoteCount() + request.getRemoveCount() == 0) {
      throw new InvalidRequest("name a node to add, to promote or to remove");
    }
    request.getRemoveList().forEach(MembershipChange::requireId);
    request.getPromoteList().forEach(MembershipChange::requireId);
    for (dev.palisade.proto.kv.Member added : request.getAddList()) {
      requireId(added.getNode());
      requireEndpoint(added.getNode(), "peers", added.getPeerEndpoint());
      requireEndpoint(added.getNode(), "clients", added.getClientEndpoint());
    }
  }

  private static void requireId(int id) {
    if (id < 1) {
      throw new InvalidRequest(
          "invalid node id %d; expected 1 to %d"
              .formatted(Integer.toUnsignedLong(id), Integer.MAX_VALUE));
    }
  }

  private static void requireEndpoint(int node, String whose, String text) {
    String defect = Endpoint.defectOf(text);
    if (defect != null) {
      throw new InvalidRequest("n%d, for %s: %s".formatted(node, whose, defect));
    }
  }

  private static NodeId member(Membership now, int id) {
    NodeId node = new NodeId(id);
    if (!now.isMember(node)) {
      throw new IllegalArgumentException(node + " is no member; the members are " + now.members());
    }
    return node;
  }
}
