package dev.palisade.kv.server;

import static com.google.protobuf.ByteString.copyFromUtf8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import dev.palisade.proto.kv.Consistency;
import dev.palisade.proto.kv.Error;
import dev.palisade.proto.kv.ErrorCode;
import dev.palisade.proto.kv.GetRequest;
import dev.palisade.proto.kv.GetResponse;
import dev.palisade.proto.kv.PutRequest;
import dev.palisade.raft.NodeId;
import io.grpc.health.v1.HealthCheckRequest;
import io.grpc.health.v1.HealthCheckResponse.ServingStatus;
import io.grpc.health.v1.HealthGrpc;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A minority refuses writes and linearizable reads, and answers stale ones with a label. */
class WithoutQuorumTest {
  private static final GetRequest GET = GetRequest.newBuilder().setKey(copyFromUtf8("k")).build();
  private static final GetRequest STALE_GET =
      GET.toBuilder().setConsistency(Consistency.STALE).build();
  private static final PutRequest PUT =
      PutRequest.newBuilder().setKey(copyFromUtf8("k")).setValue(copyFromUtf8("v")).build();

  @TempDir Path directory;

  @Test
  void aLoneNodeRefusesWritesAndReadsWithinTheDeadlineAndAnswersStaleReads() throws Exception {
    try (ServerCluster cluster = ServerCluster.of(directory)) {
      cluster.atLeader(leader -> cluster.kv(leader).put(PUT));
      NodeId alone = cluster.leader();
      for (NodeId id : cluster.running()) {
        if (!id.equals(alone)) {
          cluster.crash(id);
        }
      }
      Error firstPut = refusal(cluster, alone, true);
      assertThat(firstPut.getCode()).isEqualTo(ErrorCode.NO_QUORUM);
      assertThat(firstPut.getOutcome())
          .as("it was in the log when leadership was lost")
          .isEqualTo(Error.Outcome.UNKNOWN);

      Awaitility.await("the node takes it that there is no quorum")
          .atMost(Duration.ofSeconds(20))
          .until(() -> refusal(cluster, alone, true).getCode() == ErrorCode.NO_QUORUM);
      assertThat(refusal(cluster, alone, true).getOutcome())
          .as("it was never proposed")
          .isEqualTo(Error.Outcome.REFUSED);
      assertThat(refusal(cluster, alone, false).getCode()).isEqualTo(ErrorCode.NO_QUORUM);

      GetResponse stale = cluster.kv(alone).get(STALE_GET);
      assertThat(stale.getStale()).isTrue();
      assertThat(stale.getKv().getValue().toStringUtf8()).isEqualTo("v");
      assertThat(health(cluster, alone)).isEqualTo(ServingStatus.NOT_SERVING);

      cluster.startAll();
      assertThat(cluster.atLeader(leader -> cluster.kv(leader).get(GET)).getStale()).isFalse();
      assertThat(cluster.halts).isEmpty();
    }
  }

  @Test
  void aFollowerNamesTheLeaderAndAnswersStaleReads() throws Exception {
    try (ServerCluster cluster = ServerCluster.of(directory)) {
      cluster.atLeader(leader -> cluster.kv(leader).put(PUT));
      NodeId follower = cluster.follower();
      Awaitility.await("the follower serves, for it knows who leads")
          .atMost(Duration.ofSeconds(20))
          .until(() -> health(cluster, follower) == ServingStatus.SERVING);
      Error error = refusal(cluster, follower, true);
      assertThat(error.getCode()).isEqualTo(ErrorCode.NOT_LEADER);
      assertThat(error.getOutcome()).isEqualTo(Error.Outcome.REFUSED);
      assertThat(error.getNotLeader().getLeaderEndpoint())
          .isEqualTo(cluster.endpoint(cluster.leader()));
      Awaitility.await("the follower has applied the put")
          .atMost(Duration.ofSeconds(20))
          .until(() -> cluster.kv(follower).get(STALE_GET).hasKv());
    }
  }

  private static Error refusal(ServerCluster cluster, NodeId node, boolean write) {
    return ServerCluster.errorOf(
        catchThrowable(
            () -> {
              if (write) {
                cluster.kv(node).put(PUT);
              } else {
                cluster.kv(node).get(GET);
              }
            }));
  }

  private static ServingStatus health(ServerCluster cluster, NodeId node) {
    return HealthGrpc.newBlockingStub(cluster.channel(node))
        .withDeadlineAfter(5, TimeUnit.SECONDS)
        .check(HealthCheckRequest.getDefaultInstance())
        .getStatus();
  }
}
