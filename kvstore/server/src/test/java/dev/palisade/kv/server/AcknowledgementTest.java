package dev.palisade.kv.server;

import static com.google.protobuf.ByteString.copyFromUtf8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.palisade.proto.kv.Consistency;
import dev.palisade.proto.kv.GetRequest;
import dev.palisade.proto.kv.Guard;
import dev.palisade.proto.kv.Operation;
import dev.palisade.proto.kv.PutRequest;
import dev.palisade.proto.kv.Result;
import dev.palisade.proto.kv.StatusRequest;
import dev.palisade.raft.NodeId;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A result on the stream says which node acknowledged it, and in which term that node led. */
class AcknowledgementTest {
  @TempDir Path directory;

  private static Operation.Builder put() {
    return Operation.newBuilder()
        .setPut(PutRequest.newBuilder().setKey(copyFromUtf8("k")).setValue(copyFromUtf8("v")));
  }

  private static Operation.Builder fencedPut() {
    Operation.Builder put = put();
    put.getPutBuilder().addGuards(Guard.newBuilder().setFence("f").setToken(9));
    return put;
  }

  private static Operation.Builder get(Consistency consistency) {
    return Operation.newBuilder()
        .setGet(GetRequest.newBuilder().setKey(copyFromUtf8("k")).setConsistency(consistency));
  }

  /** The result at the leader, whoever it is by then. */
  private static Result atLeader(ServerCluster cluster, Operation.Builder operation) {
    return cluster.atLeader(
        leader -> {
          try (OperationStream stream = new OperationStream(cluster.channel(leader))) {
            Result result = stream.run(operation);
            if (!result.hasError() || result.getTerm() != 0) {
              return result;
            }
            throw io.grpc.Status.UNAVAILABLE.asRuntimeException();
          } catch (RuntimeException e) {
            throw e;
          } catch (Exception e) {
            throw new AssertionError(e);
          }
        });
  }

  private static long term(ServerCluster cluster, int node) {
    return cluster.node(new NodeId(node)).status(StatusRequest.getDefaultInstance()).getTerm();
  }

  @Test
  void writesAndLinearizableReadsNameTheLeaderAndItsTerm() throws Exception {
    try (ServerCluster cluster = ServerCluster.of(directory)) {
      Result written = atLeader(cluster, put());
      assertThat(written.getTerm()).isPositive();
      assertThat(new NodeId(written.getNode())).isEqualTo(cluster.leader());
      assertThat(written.getTerm()).isEqualTo(term(cluster, written.getNode()));
      Result read = atLeader(cluster, get(Consistency.LINEARIZABLE));
      assertThat(read.getNode()).isEqualTo(written.getNode());
      assertThat(read.getTerm()).isEqualTo(written.getTerm());
      Result fenced = atLeader(cluster, fencedPut());
      assertThat(fenced.hasError()).isTrue();
      assertThat(fenced.getTerm()).as("refused in the log").isEqualTo(written.getTerm());
    }
  }

  @Test
  void afterAChangeOfLeadersAnotherNodeAcknowledgesInALaterTerm() throws Exception {
    try (ServerCluster cluster = ServerCluster.of(directory)) {
      Result before = atLeader(cluster, put());
      cluster.crash(new NodeId(before.getNode()));
      Result after = atLeader(cluster, put());
      assertThat(after.getNode()).isNotEqualTo(before.getNode());
      assertThat(after.getTerm()).isGreaterThan(before.getTerm());
    }
  }

  @Test
  void aStaleReadNamesNobody() throws Exception {
    try (ServerCluster cluster = ServerCluster.of(directory)) {
      cluster.leader();
      try (OperationStream stream = new OperationStream(cluster.channel(cluster.follower()))) {
        Result read = stream.run(get(Consistency.STALE));
        assertThat(read.hasGet()).isTrue();
        assertThat(read.getNode()).isZero();
        assertThat(read.getTerm()).isZero();
      }
    }
  }
}
