package dev.palisade.kv.server;

import static com.google.protobuf.ByteString.copyFromUtf8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import dev.palisade.proto.kv.Error;
import dev.palisade.proto.kv.ErrorCode;
import dev.palisade.proto.kv.FencedDetail;
import dev.palisade.proto.kv.GetRequest;
import dev.palisade.proto.kv.GrantRequest;
import dev.palisade.proto.kv.Guard;
import dev.palisade.proto.kv.Operation;
import dev.palisade.proto.kv.ProtectRequest;
import dev.palisade.proto.kv.PutRequest;
import dev.palisade.proto.kv.TxnOperation;
import dev.palisade.proto.kv.TxnPut;
import dev.palisade.proto.kv.TxnRequest;
import dev.palisade.raft.NodeId;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Stale, unminted and absent tokens are refused however a write comes in, and whoever leads. */
class FencesOnEveryPathTest {
  @TempDir Path directory;

  @Test
  void badTokensAreRefusedOnEveryPathAlsoAfterALeaderChangeAndARestartOfAll() throws Exception {
    try (ServerCluster cluster = ServerCluster.of(directory)) {
      long stale = grant(cluster, "alice");
      long live = grant(cluster, "bob");
      assertThat(live).isGreaterThan(stale);
      cluster.atLeader(
          leader ->
              cluster
                  .fences(leader)
                  .protect(
                      ProtectRequest.newBuilder()
                          .setPrefix(copyFromUtf8("jobs/"))
                          .setFence("worker")
                          .build()));
      refusesBadTokens(cluster, stale, live, "1");

      cluster.crash(cluster.leader());
      refusesBadTokens(cluster, stale, live, "2");

      for (NodeId id : cluster.running()) {
        cluster.stop(id);
      }
      cluster.startAll();
      refusesBadTokens(cluster, stale, live, "3");
      assertThat(cluster.halts).isEmpty();
    }
  }

  private static void refusesBadTokens(ServerCluster cluster, long stale, long live, String round)
      throws Exception {
    String before = valueAtLeader(cluster);
    for (Error error : writeOnEveryPath(cluster, List.of(guard(stale)), "stale")) {
      assertThat(error.getCode()).isEqualTo(ErrorCode.FENCED);
      assertThat(error.getOutcome()).isEqualTo(Error.Outcome.REFUSED);
      assertThat(error.getFenced().getReason()).isEqualTo(FencedDetail.Reason.STALE);
      assertThat(error.getFenced().getPresentedToken()).isEqualTo(stale);
      assertThat(error.getFenced().getState().getCurrentToken()).isEqualTo(live);
      assertThat(error.getFenced().getState().getHolder()).isEqualTo("bob");
    }
    for (Error error : writeOnEveryPath(cluster, List.of(guard(live + 1000)), "unminted")) {
      assertThat(error.getCode()).isEqualTo(ErrorCode.FENCED);
      assertThat(error.getFenced().getReason()).isEqualTo(FencedDetail.Reason.NEVER_MINTED);
    }
    for (Error error : writeOnEveryPath(cluster, List.of(), "unguarded")) {
      assertThat(error.getCode()).isEqualTo(ErrorCode.UNGUARDED);
      assertThat(error.getUnguarded().getFence()).isEqualTo("worker");
      assertThat(error.getUnguarded().getPrefix()).isEqualTo(copyFromUtf8("jobs/"));
    }
    assertThat(valueAtLeader(cluster)).isEqualTo(before);

    cluster.atLeader(leader -> cluster.kv(leader).put(put(List.of(guard(live)), "live " + round)));
    assertThat(valueAtLeader(cluster)).isEqualTo("live " + round);
  }

  /** Tries one write as a unary put, on the stream, and in transactions of both kinds. */
  private static List<Error> writeOnEveryPath(
      ServerCluster cluster, List<Guard> guards, String value) throws Exception {
    List<Error> errors = new ArrayList<>();
    PutRequest put = put(guards, value);
    TxnRequest txn =
        TxnRequest.newBuilder()
            .addAllGuards(guards)
            .addSuccess(
                TxnOperation.newBuilder()
                    .setPut(TxnPut.newBuilder().setKey(put.getKey()).setValue(put.getValue())))
            .build();
    cluster.atLeader(leader -> cluster.kv(leader).get(get())); // So that the leader is settled.
    NodeId leader = cluster.leader();
    errors.add(ServerCluster.errorOf(catchThrowable(() -> cluster.kv(leader).put(put))));
    errors.add(ServerCluster.errorOf(catchThrowable(() -> cluster.kv(leader).txn(txn))));
    try (OperationStream stream = new OperationStream(cluster.channel(leader))) {
      errors.add(stream.run(Operation.newBuilder().setPut(put)).getError());
      errors.add(stream.run(Operation.newBuilder().setTxn(txn)).getError());
    }
    return errors;
  }

  private static String valueAtLeader(ServerCluster cluster) {
    return cluster
        .atLeader(leader -> cluster.kv(leader).get(get()))
        .getKv()
        .getValue()
        .toStringUtf8();
  }

  private static GetRequest get() {
    return GetRequest.newBuilder().setKey(copyFromUtf8("jobs/1")).build();
  }

  private static PutRequest put(List<Guard> guards, String value) {
    return PutRequest.newBuilder()
        .setKey(copyFromUtf8("jobs/1"))
        .setValue(copyFromUtf8(value))
        .addAllGuards(guards)
        .build();
  }

  private static Guard guard(long token) {
    return Guard.newBuilder().setFence("worker").setToken(token).build();
  }

  private static long grant(ServerCluster cluster, String holder) {
    GrantRequest request = GrantRequest.newBuilder().setFence("worker").setHolder(holder).build();
    return cluster.atLeader(leader -> cluster.fences(leader).grant(request)).getToken();
  }
}
