package dev.palisade.kv.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.palisade.proto.kv.ChangeMembershipRequest;
import dev.palisade.raft.MemberAddress;
import dev.palisade.raft.Membership;
import dev.palisade.raft.NodeId;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class MembershipChangeTest {
  private static final NodeId ONE = new NodeId(1);
  private static final NodeId TWO = new NodeId(2);
  private static final NodeId THREE = new NodeId(3);
  private static final NodeId FOUR = new NodeId(4);
  private static final MemberAddress AT_TWO = new MemberAddress("b:7201", "b:7200");

  /** Votes: 1 and 2; learns: 3. */
  private static final Membership NOW =
      new Membership(List.of(ONE, TWO), List.of(), List.of(THREE))
          .withAddresses(Map.of(TWO, AT_TWO));

  @Test
  void aNodeJoinsAsALearnerWithItsAddresses() {
    Membership target = target(change().addAdd(member(4, "d:7201", "d:7200")));
    assertThat(target.voters()).containsExactly(ONE, TWO);
    assertThat(target.learners()).containsExactly(THREE, FOUR);
    assertThat(target.addresses())
        .containsOnly(
            Map.entry(TWO, AT_TWO), Map.entry(FOUR, new MemberAddress("d:7201", "d:7200")));
  }

  @Test
  void aLearnerTakesThePlaceOfAVoterInOneStep() {
    Membership target = target(change().addPromote(3).addRemove(2));
    assertThat(target.voters()).containsExactly(ONE, THREE);
    assertThat(target.learners()).isEmpty();
    assertThat(target.addresses()).as("of members only").isEmpty();
  }

  @Test
  void severalComeAndGoAtOnce() {
    Membership target =
        target(
            change()
                .addAdd(member(4, "d:1", "d:2"))
                .addAdd(member(5, "e:1", "e:2"))
                .addPromote(3)
                .addRemove(1));
    assertThat(target.voters()).containsExactly(TWO, THREE);
    assertThat(target.learners()).containsExactly(FOUR, new NodeId(5));
    assertThat(target.isJoint()).as("the way there is the algorithm's").isFalse();
  }

  @Test
  void aLearnerMayLeave() {
    assertThat(target(change().addRemove(3)).members()).containsExactly(ONE, TWO);
  }

  @Test
  void whatCannotBeIsRefusedWithTheReason() {
    refused(change(), "name a node to add, to promote or to remove");
    refused(change().addRemove(9), "n9 is no member; the members are [n1, n2, n3]");
    refused(change().addPromote(9), "n9 is no member");
    refused(change().addPromote(2), "n2 votes already");
    refused(change().addPromote(3).addRemove(3), "n3 cannot leave and vote");
    refused(change().addAdd(member(3, "c:1", "c:2")), "n3 is a member already");
    refused(change().addRemove(1).addRemove(2), "at least one voter");
    refused(change().addRemove(0), "invalid node id 0; expected 1 to 2147483647");
    refused(
        change().addAdd(member(-4, "d:1", "d:2")),
        "invalid node id 4294967292; expected 1 to 2147483647");
    refused(
        change().addAdd(member(4, "nonsense", "d:2")),
        "invalid endpoint 'nonsense'; expected HOST:PORT");
    refused(change().addAdd(member(4, "d:1", "")), "invalid endpoint ''; expected HOST:PORT");
    refused(change().addAdd(member(4, "d:1", "d:70000")), "port 70000 is not within 1 to 65535");
  }

  private static void refused(ChangeMembershipRequest.Builder request, String reason) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> target(request))
        .withMessageContaining(reason);
  }

  private static Membership target(ChangeMembershipRequest.Builder request) {
    return MembershipChange.of(NOW, request.build()).target();
  }

  private static ChangeMembershipRequest.Builder change() {
    return ChangeMembershipRequest.newBuilder();
  }

  private static dev.palisade.proto.kv.Member member(int node, String peers, String clients) {
    return dev.palisade.proto.kv.Member.newBuilder()
        .setNode(node)
        .setPeerEndpoint(peers)
        .setClientEndpoint(clients)
        .build();
  }
}
