package dev.palisade.kv.server;

import static dev.palisade.kv.server.ServerCluster.errorOf;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import dev.palisade.proto.kv.ChangeMembershipRequest;
import dev.palisade.proto.kv.ErrorCode;
import dev.palisade.proto.kv.Member;
import dev.palisade.proto.kv.StateHashRequest;
import dev.palisade.proto.kv.StatusRequest;
import dev.palisade.proto.kv.TransferLeadershipRequest;
import dev.palisade.raft.NodeId;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What nobody may ask of a leader, and what must not get into the log. */
class HostileMembershipTest {
  @TempDir static Path directory;
  private static ServerCluster cluster;

  @BeforeAll
  static void start() throws Exception {
    cluster = ServerCluster.of(directory);
  }

  @AfterAll
  static void stop() {
    cluster.close();
  }

  @ParameterizedTest
  @CsvSource({
    "kv_4:7201,kv4:7200",
    "kv4:7201,kv_4:7200",
    "kv4:0,kv4:7200",
    "kv4:7201,kv4:65536",
    ":7201,kv4:7200",
    "ä:7201,kv4:7200",
    "::1:7201,kv4:7200",
    "[::1:7201,kv4:7200",
    "[fe80::1%eth0]:7201,kv4:7200",
    "kv4,kv4:7200"
  })
  void anAddressThatNoNodeCanDialIsInvalid(String peers, String clients) {
    assertThat(refusal(change().addAdd(member(4, peers, clients)))).isEqualTo(ErrorCode.INVALID);
    assertServing();
  }

  @Test
  void anAddressOfAnotherMemberIsRefused() {
    Member one =
        cluster.node(cluster.leader()).status(StatusRequest.getDefaultInstance()).getMembers(0);
    String peers = one.getPeerEndpoint();
    String clients = one.getClientEndpoint();
    for (Member member :
        List.of(
            member(4, peers, "kv4:1"),
            member(4, clients, "kv4:1"),
            member(4, "kv4:1", peers),
            member(4, "kv4:1", clients),
            member(4, "kv4:1", "KV4:1"))) {
      assertThat(refusal(change().addAdd(member)))
          .as("%s", member)
          .isEqualTo(ErrorCode.CHANGE_REFUSED);
    }
    ChangeMembershipRequest.Builder twins =
        change().addAdd(member(4, "kv4:1", "kv4:2")).addAdd(member(5, "kv4:2", "kv4:3"));
    assertThat(refusal(twins)).isEqualTo(ErrorCode.CHANGE_REFUSED);
    assertServing();
  }

  @ParameterizedTest
  @ValueSource(ints = {-1, Integer.MIN_VALUE, 0})
  void aNodeIdOutOfRangeIsInvalid(int id) {
    assertThat(refusal(change().addRemove(id))).isEqualTo(ErrorCode.INVALID);
    assertThat(refusal(change().addPromote(id))).isEqualTo(ErrorCode.INVALID);
    assertThat(refusal(change().addAdd(member(id, "kv4:1", "kv4:2")))).isEqualTo(ErrorCode.INVALID);
    if (id != 0) {
      TransferLeadershipRequest transfer = TransferLeadershipRequest.newBuilder().setTo(id).build();
      Throwable thrown =
          catchThrowable(() -> cluster.node(cluster.leader()).transferLeadership(transfer));
      assertThat(errorOf(thrown).getCode()).isEqualTo(ErrorCode.INVALID);
    }
  }

  @ParameterizedTest
  @ValueSource(longs = {-1, Long.MIN_VALUE})
  void anIndexOutOfRangeIsInvalid(long index) {
    StateHashRequest request = StateHashRequest.newBuilder().setAtLeastIndex(index).build();
    Throwable thrown = catchThrowable(() -> cluster.node(cluster.leader()).stateHash(request));
    assertThat(errorOf(thrown).getCode()).isEqualTo(ErrorCode.INVALID);
  }

  private static ErrorCode refusal(ChangeMembershipRequest.Builder request) {
    Throwable thrown =
        catchThrowable(() -> cluster.node(cluster.leader()).changeMembership(request.build()));
    return errorOf(thrown).getCode();
  }

  private static void assertServing() {
    assertThat(cluster.halts).isEmpty();
    NodeId leader = cluster.leader();
    assertThat(cluster.node(leader).status(StatusRequest.getDefaultInstance()).getMembersList())
        .hasSize(3);
  }

  private static ChangeMembershipRequest.Builder change() {
    return ChangeMembershipRequest.newBuilder();
  }

  private static Member member(int id, String peers, String clients) {
    return Member.newBuilder()
        .setNode(id)
        .setPeerEndpoint(peers)
        .setClientEndpoint(clients)
        .build();
  }
}
