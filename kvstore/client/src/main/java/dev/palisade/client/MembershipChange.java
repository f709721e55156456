package dev.palisade.client;

import dev.palisade.proto.kv.ChangeMembershipRequest;
import dev.palisade.proto.kv.Member;

/**
 * A change of the cluster's membership, in one step whatever it is made of. Immutable.
 *
 * <pre>
 *   MembershipChange.none().add(4, "10.0.0.4:7002", "10.0.0.4:7001")
 *   MembershipChange.none().promote(4).remove(1)     // 4 takes the place of 1
 * </pre>
 */
public final class MembershipChange {
  private static final MembershipChange NONE =
      new MembershipChange(ChangeMembershipRequest.getDefaultInstance());

  private final ChangeMembershipRequest request;

  private MembershipChange(ChangeMembershipRequest request) {
    this.request = request;
  }

  /** Changes nothing: to begin with. */
  public static MembershipChange none() {
    return NONE;
  }

  /**
   * And this node joins as a learner.
   *
   * @param node an id that was never used
   * @param peerEndpoint host:port for the other nodes
   * @param clientEndpoint host:port for clients
   */
  public MembershipChange add(int node, String peerEndpoint, String clientEndpoint) {
    Member member =
        Member.newBuilder()
            .setNode(node)
            .setPeerEndpoint(Endpoints.requireValid(peerEndpoint))
            .setClientEndpoint(Endpoints.requireValid(clientEndpoint))
            .build();
    return new MembershipChange(request.toBuilder().addAdd(member).build());
  }

  /** And this learner becomes a voter. */
  public MembershipChange promote(int node) {
    return new MembershipChange(request.toBuilder().addPromote(node).build());
  }

  /** And this member leaves; its id is never used again. */
  public MembershipChange remove(int node) {
    return new MembershipChange(request.toBuilder().addRemove(node).build());
  }

  /**
   * And this is begun even if the leader does not hear enough voters. A change of voters is refused
   * unless a majority of the present and of the new voters answered the leader lately and keeps up;
   * a forced one that too few of them can carry through stops the cluster: nothing is committed, no
   * leader is elected, and no other change is possible until they are back.
   */
  public MembershipChange force() {
    return new MembershipChange(request.toBuilder().setForce(true).build());
  }

  ChangeMembershipRequest request() {
    return request;
  }
}
