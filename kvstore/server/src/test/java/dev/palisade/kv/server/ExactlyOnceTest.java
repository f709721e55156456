package dev.palisade.kv.server;

import static com.google.protobuf.ByteString.copyFromUtf8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import dev.palisade.proto.kv.CloseSessionRequest;
import dev.palisade.proto.kv.ErrorCode;
import dev.palisade.proto.kv.GetRequest;
import dev.palisade.proto.kv.KeepAliveRequest;
import dev.palisade.proto.kv.KeyValue;
import dev.palisade.proto.kv.Once;
import dev.palisade.proto.kv.OpenSessionRequest;
import dev.palisade.proto.kv.Operation;
import dev.palisade.proto.kv.PutRequest;
import dev.palisade.proto.kv.PutResponse;
import java.nio.file.Path;
import java.time.Duration;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A mutation with a session and a sequence takes effect once. */
class ExactlyOnceTest {
  @TempDir Path directory;

  @Test
  void aRepeatGetsTheFirstAnswerAlsoFromAnotherLeader() throws Exception {
    try (ServerCluster cluster = ServerCluster.of(directory)) {
      long session = openSession(cluster, 60_000);
      PutRequest put = put(session, 1, "a");
      PutResponse first = cluster.atLeader(leader -> cluster.kv(leader).put(put));
      PutResponse repeated = cluster.atLeader(leader -> cluster.kv(leader).put(put));
      assertThat(repeated).isEqualTo(first);
      try (OperationStream stream = new OperationStream(cluster.channel(cluster.leader()))) {
        assertThat(stream.run(Operation.newBuilder().setPut(put)).getPut()).isEqualTo(first);
      }

      cluster.crash(cluster.leader());
      PutResponse elsewhere = cluster.atLeader(leader -> cluster.kv(leader).put(put));
      assertThat(elsewhere).isEqualTo(first);
      KeyValue stored = stored(cluster);
      assertThat(stored.getVersion()).isEqualTo(1);
      assertThat(stored.getModRevision()).isEqualTo(first.getRevision());

      cluster.atLeader(leader -> cluster.kv(leader).put(put(session, 2, "b")));
      assertThat(stored(cluster).getVersion()).isEqualTo(2);
      assertThat(cluster.halts).isEmpty();
    }
  }

  @Test
  void aClosedSessionNeverRunsAgain() throws Exception {
    try (ServerCluster cluster = ServerCluster.of(directory)) {
      long session = openSession(cluster, 60_000);
      cluster.atLeader(leader -> cluster.kv(leader).put(put(session, 1, "a")));
      CloseSessionRequest close = CloseSessionRequest.newBuilder().setSession(session).build();
      cluster.atLeader(leader -> cluster.sessions(leader).close(close));
      Throwable refused =
          catchThrowable(
              () -> cluster.atLeader(leader -> cluster.kv(leader).put(put(session, 1, "a"))));
      assertThat(ServerCluster.errorOf(refused).getCode()).isEqualTo(ErrorCode.SESSION_EXPIRED);
      assertThat(stored(cluster).getVersion()).isEqualTo(1);
    }
  }

  @Test
  void aSilentSessionIsEndedByTheLeader() throws Exception {
    try (ServerCluster cluster = ServerCluster.of(directory)) {
      long session = openSession(cluster, 1_000);
      KeepAliveRequest sign = KeepAliveRequest.newBuilder().setSession(session).build();
      cluster.atLeader(leader -> cluster.sessions(leader).keepAlive(sign));
      // Each look is a sign of life too: between two the session is silent for long enough.
      Awaitility.await("the silent session has ended")
          .pollDelay(Duration.ofMillis(2_500))
          .pollInterval(Duration.ofMillis(2_500))
          .atMost(Duration.ofSeconds(30))
          .until(() -> isExpired(cluster, sign));
    }
  }

  private static boolean isExpired(ServerCluster cluster, KeepAliveRequest sign) {
    Throwable refused =
        catchThrowable(() -> cluster.atLeader(leader -> cluster.sessions(leader).keepAlive(sign)));
    if (refused == null) {
      return false;
    }
    assertThat(ServerCluster.errorOf(refused).getCode()).isEqualTo(ErrorCode.SESSION_EXPIRED);
    return true;
  }

  private static long openSession(ServerCluster cluster, long ttlMillis) {
    OpenSessionRequest open = OpenSessionRequest.newBuilder().setTtlMillis(ttlMillis).build();
    return cluster.atLeader(leader -> cluster.sessions(leader).open(open)).getSession();
  }

  private static PutRequest put(long session, long sequence, String value) {
    return PutRequest.newBuilder()
        .setKey(copyFromUtf8("k"))
        .setValue(copyFromUtf8(value))
        .setOnce(Once.newBuilder().setSession(session).setSequence(sequence))
        .build();
  }

  private static KeyValue stored(ServerCluster cluster) {
    GetRequest get = GetRequest.newBuilder().setKey(copyFromUtf8("k")).build();
    return cluster.atLeader(leader -> cluster.kv(leader).get(get)).getKv();
  }
}
