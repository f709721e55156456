package dev.palisade.raft.core;

import static org.assertj.core.api.Assertions.assertThat;

import dev.palisade.raft.Membership;
import dev.palisade.raft.NodeId;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Small cases by hand, and all cases of up to five nodes against {@link DumbQuorum}. */
class QuorumTest {
  private static final int NODES = 5;

  @Test
  void aMajorityOfThreeIsTwo() {
    Membership three = Membership.ofVoters(nodes(0b00111));
    assertThat(Quorum.reached(three, node -> List.of(9L, 4L, 2L).get(node.value() - 1)))
        .isEqualTo(4);
  }

  @Test
  void aMajorityOfFourIsThree() {
    Membership four = Membership.ofVoters(nodes(0b01111));
    assertThat(Quorum.reached(four, node -> List.of(9L, 8L, 4L, 2L).get(node.value() - 1)))
        .isEqualTo(4);
  }

  @Test
  void aJointConfigurationNeedsBothMajorities() {
    Membership joint = new Membership(nodes(0b00111), nodes(0b11100), List.of());
    // n1 and n2 reached 9 and carry the voters; of the outgoing, n4 and n5 are at 3.
    assertThat(Quorum.reached(joint, node -> node.value() <= 2 ? 9 : 3)).isEqualTo(3);
    assertThat(Quorum.vote(joint, node -> node.value() <= 2, _ -> false))
        .isEqualTo(Quorum.VoteResult.PENDING);
    assertThat(Quorum.vote(joint, node -> node.value() <= 3, node -> node.value() == 4))
        .isEqualTo(Quorum.VoteResult.PENDING);
    assertThat(Quorum.vote(joint, node -> node.value() <= 2, node -> node.value() >= 4))
        .isEqualTo(Quorum.VoteResult.LOST);
  }

  @Test
  void learnersDecideNothing() {
    Membership membership = new Membership(nodes(0b00011), List.of(), nodes(0b00100));
    assertThat(Quorum.reached(membership, node -> node.value() == 2 ? 1 : 7)).isEqualTo(1);
  }

  @Test
  void theReachedValueIsThatOfItsDumbTwinInAllSmallCases() {
    long[] values = new long[NODES];
    forAllMemberships(
        membership -> {
          // All assignments of 0, 1 and 2 to five nodes.
          for (int assignment = 0; assignment < 243; assignment++) {
            for (int i = 0, rest = assignment; i < NODES; i++, rest /= 3) {
              values[i] = rest % 3;
            }
            assertThat(Quorum.reached(membership, node -> values[node.value() - 1]))
                .as("%s with %s", membership, values)
                .isEqualTo(DumbQuorum.reached(membership, node -> values[node.value() - 1]));
          }
        });
  }

  @Test
  void theVoteResultIsThatOfItsDumbTwinInAllSmallCases() {
    forAllMemberships(
        membership -> {
          for (int granted = 0; granted < 1 << NODES; granted++) {
            for (int refused = 0; refused < 1 << NODES; refused++) {
              if ((granted & refused) == 0) {
                List<NodeId> yes = nodes(granted);
                List<NodeId> no = nodes(refused);
                assertThat(Quorum.vote(membership, yes::contains, no::contains))
                    .as("%s, granted %s, refused %s", membership, yes, no)
                    .isEqualTo(DumbQuorum.vote(membership, yes::contains, no::contains));
              }
            }
          }
        });
  }

  /** Every choice of voters among five nodes, alone and joint with every other choice. */
  private static void forAllMemberships(Consumer<Membership> check) {
    for (int voters = 1; voters < 1 << NODES; voters++) {
      // Names do not matter, so the voters may be the first ones.
      if ((voters & (voters + 1)) != 0) {
        continue;
      }
      for (int outgoing = 0; outgoing < 1 << NODES; outgoing++) {
        check.accept(new Membership(nodes(voters), nodes(outgoing), List.of()));
      }
    }
  }

  private static List<NodeId> nodes(int bits) {
    return new ArrayList<>(
        IntStream.range(0, NODES)
            .filter(bit -> (bits & 1 << bit) != 0)
            .mapToObj(bit -> new NodeId(bit + 1))
            .toList());
  }
}
