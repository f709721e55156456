package dev.palisade.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.google.protobuf.ByteString;
import dev.palisade.cli.local.LocalCluster;
import dev.palisade.cli.local.ThrowAwayCluster;
import dev.palisade.client.FenceToken;
import dev.palisade.client.FencedException;
import dev.palisade.client.PalisadeClient;
import dev.palisade.client.UnguardedException;
import dev.palisade.client.WriteOptions;
import dev.palisade.proto.kv.Error;
import dev.palisade.proto.kv.ErrorCode;
import dev.palisade.proto.kv.Guard;
import dev.palisade.proto.kv.KvGrpc;
import dev.palisade.proto.kv.PutRequest;
import io.grpc.Grpc;
import io.grpc.InsecureChannelCredentials;
import io.grpc.ManagedChannel;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.protobuf.StatusProto;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Refusals are part of the replicated state: no fault of a process makes a dead token live. */
@Timeout(180)
class FencesAcrossFaultsIT {
  private static final Duration START = Duration.ofSeconds(60);
  private static final String KEY = "guarded/1";

  @Test
  void deadTokensStayDeadAfterALeaderIsKilledAndAfterAllAreRestarted() throws Exception {
    try (ThrowAwayCluster throwAway = ThrowAwayCluster.create(3);
        PalisadeClient client =
            PalisadeClient.builder()
                .endpoints(throwAway.cluster().file().clientEndpoints())
                .build()) {
      LocalCluster cluster = throwAway.cluster();
      LocalClusterStart.startAll(cluster);
      int leader = LocalClusterStart.awaitLeader(cluster, START);
      FenceToken stale = client.fences().grant("f", "worker-a");
      FenceToken live = client.fences().grant("f", "worker-b");
      client.fences().protect("guarded/", "f");
      assertOnlyTheLiveTokenWrites(cluster, leader, client, stale, live);

      cluster.kill(leader);
      leader = LocalClusterStart.awaitLeader(cluster, START);
      assertOnlyTheLiveTokenWrites(cluster, leader, client, stale, live);

      cluster.killAll();
      LocalClusterStart.startAll(cluster);
      leader = LocalClusterStart.awaitLeader(cluster, START);
      assertOnlyTheLiveTokenWrites(cluster, leader, client, stale, live);

      FenceToken later = client.fences().grant("f", "worker-c");
      assertThat(later.token()).isGreaterThan(live.token());
      assertOnlyTheLiveTokenWrites(cluster, leader, client, live, later);
    }
  }

  private static void assertOnlyTheLiveTokenWrites(
      LocalCluster cluster, int leader, PalisadeClient client, FenceToken stale, FenceToken live) {
    FenceToken unminted = new FenceToken("f", live.token() + 1_000);
    client.put(KEY, "by " + live, WriteOptions.fencedBy(live));
    for (FenceToken dead : new FenceToken[] {stale, unminted}) {
      assertStreamRefuses(client, dead, live);
      assertTransactionRefuses(client, dead, live);
    }
    assertThat(catchThrowableOfType(UnguardedException.class, () -> client.put(KEY, "unguarded")))
        .isNotNull();
    assertThat(
            catchThrowableOfType(
                UnguardedException.class, () -> client.txn().thenPut(KEY, "unguarded").commit()))
        .isNotNull();
    assertUnaryRefuses(cluster, leader, stale, unminted);
    assertThat(client.get(KEY).text()).contains("by " + live);
  }

  private static void assertStreamRefuses(PalisadeClient client, FenceToken dead, FenceToken live) {
    FencedException refused =
        catchThrowableOfType(
            FencedException.class, () -> client.put(KEY, "late", WriteOptions.fencedBy(dead)));
    assertThat(refused).isNotNull();
    assertThat(refused.presentedToken()).isEqualTo(dead.token());
    assertThat(refused.currentToken()).isEqualTo(live.token());
    assertThat(refused.reason())
        .isEqualTo(
            dead.token() < live.token()
                ? FencedException.Reason.STALE
                : FencedException.Reason.NEVER_MINTED);
  }

  private static void assertTransactionRefuses(
      PalisadeClient client, FenceToken dead, FenceToken live) {
    FencedException refused =
        catchThrowableOfType(
            FencedException.class,
            () -> client.txn().withFence(dead).thenPut(KEY, "late").commit());
    assertThat(refused).isNotNull();
    assertThat(refused.currentToken()).isEqualTo(live.token());
  }

  private static void assertUnaryRefuses(LocalCluster cluster, int leader, FenceToken... dead) {
    ManagedChannel channel =
        Grpc.newChannelBuilder(
                cluster.file().node(leader).clientEndpoint(), InsecureChannelCredentials.create())
            .build();
    try {
      KvGrpc.KvBlockingStub stub = KvGrpc.newBlockingStub(channel);
      PutRequest put =
          PutRequest.newBuilder()
              .setKey(ByteString.copyFromUtf8(KEY))
              .setValue(ByteString.copyFromUtf8("late"))
              .build();
      assertThat(codeOf(stub, put)).isEqualTo(ErrorCode.UNGUARDED);
      for (FenceToken token : dead) {
        Guard guard = Guard.newBuilder().setFence(token.fence()).setToken(token.token()).build();
        assertThat(codeOf(stub, put.toBuilder().addGuards(guard).build()))
            .isEqualTo(ErrorCode.FENCED);
      }
    } finally {
      channel.shutdownNow();
    }
  }

  private static ErrorCode codeOf(KvGrpc.KvBlockingStub stub, PutRequest put) {
    StatusRuntimeException refused =
        catchThrowableOfType(StatusRuntimeException.class, () -> stub.put(put));
    assertThat(refused).as("a refusal").isNotNull();
    assertThat(refused.getStatus().getCode()).isEqualTo(Status.Code.FAILED_PRECONDITION);
    try {
      return java.util.Objects.requireNonNull(StatusProto.fromThrowable(refused))
          .getDetails(0)
          .unpack(Error.class)
          .getCode();
    } catch (com.google.protobuf.InvalidProtocolBufferException e) {
      throw new AssertionError("the refusal carries no readable error", e);
    }
  }
}
