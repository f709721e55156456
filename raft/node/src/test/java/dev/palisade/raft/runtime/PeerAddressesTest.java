package dev.palisade.raft.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import dev.palisade.raft.MemberAddress;
import dev.palisade.raft.Membership;
import dev.palisade.raft.NodeId;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class PeerAddressesTest {
  private static final NodeId SELF = new NodeId(1);
  private static final NodeId PEER = new NodeId(2);
  private static final NodeId LEARNER = new NodeId(3);
  private static final InetSocketAddress TOLD =
      InetSocketAddress.createUnresolved("told.example", 7201);

  private final PeerAddresses addresses = new PeerAddresses(SELF, Map.of(SELF, TOLD, PEER, TOLD));

  @Test
  void whatTheConfigurationNamesCountsMoreThanWhatTheNodeWasTold() {
    Membership members =
        Membership.ofVoters(List.of(SELF, PEER))
            .withAddresses(Map.of(PEER, new MemberAddress("moved.example:7301", "c:7300")));
    assertThat(addresses.of(members))
        .containsExactly(
            Map.entry(PEER, InetSocketAddress.createUnresolved("moved.example", 7301)));
  }

  @Test
  void whereTheConfigurationNamesNothingTheNodeGoesByWhatItWasTold() {
    assertThat(addresses.of(Membership.ofVoters(List.of(SELF, PEER))))
        .containsExactly(Map.entry(PEER, TOLD));
  }

  @Test
  void learnersAndVotersThatAreBeingLeftArePeersToo() {
    Membership joint =
        new Membership(List.of(SELF), List.of(SELF, PEER), List.of(LEARNER))
            .withAddresses(Map.of(LEARNER, new MemberAddress("[::1]:7401", "c:7400")));
    assertThat(addresses.of(joint))
        .containsOnly(
            Map.entry(PEER, TOLD),
            Map.entry(LEARNER, InetSocketAddress.createUnresolved("[::1]", 7401)));
  }

  @Test
  void whoIsNoMemberOrNowhereIsNoPeer() {
    assertThat(addresses.of(Membership.ofVoters(List.of(SELF, LEARNER)))).isEmpty();
  }
}
