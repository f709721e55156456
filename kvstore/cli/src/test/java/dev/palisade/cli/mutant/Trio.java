package dev.palisade.cli.mutant;

import static org.awaitility.Awaitility.await;

import com.google.protobuf.ByteString;
import dev.palisade.checker.history.Op;
import dev.palisade.checker.history.OpType;
import dev.palisade.cli.CommandFailed;
import dev.palisade.cli.LocalClusterStart;
import dev.palisade.cli.local.LocalCluster;
import dev.palisade.cli.local.ThrowAwayCluster;
import dev.palisade.client.FenceToken;
import dev.palisade.client.FencedException;
import dev.palisade.client.NodeStatus;
import dev.palisade.client.PalisadeClient;
import dev.palisade.client.WriteOptions;
import dev.palisade.proto.kv.KvGrpc;
import dev.palisade.proto.kv.Once;
import dev.palisade.proto.kv.OpenSessionRequest;
import dev.palisade.proto.kv.PutRequest;
import dev.palisade.proto.kv.SessionsGrpc;
import io.grpc.Grpc;
import io.grpc.InsecureChannelCredentials;
import io.grpc.ManagedChannel;
import io.grpc.StatusRuntimeException;
import java.io.IOException;
import java.time.Duration;
import java.util.List;

/** Three nodes and a client of them. */
final class Trio implements AutoCloseable {
  private static final Duration START = Duration.ofSeconds(120);

  private final ThrowAwayCluster throwAway;
  private final LocalCluster cluster;
  final PalisadeClient client;
  final int leader;

  Trio() throws Exception {
    throwAway = ThrowAwayCluster.create(3);
    cluster = throwAway.cluster();
    leader = startOrRemove();
    client =
        PalisadeClient.builder()
            .endpoints(cluster.file().clientEndpoints())
            .timeout(Duration.ofSeconds(10))
            .build();
  }

  private int startOrRemove() throws Exception {
    try {
      LocalClusterStart.startAll(cluster);
      return LocalClusterStart.awaitLeader(cluster, START);
    } catch (CommandFailed | IOException failed) {
      throwAway.close();
      throw failed;
    }
  }

  int follower() {
    return 1 + leader % 3;
  }

  void killAllBut(int survivor) throws IOException, InterruptedException {
    for (int node = 1; node <= 3; node++) {
      if (node != survivor) {
        cluster.kill(node);
      }
    }
  }

  NodeStatus status(int node) {
    return client.nodes().status(cluster.file().node(node).clientEndpoint());
  }

  void write(List<Op> ops, FenceToken token, String value) {
    List<Object> argument = List.of(token.token(), value);
    ops.add(Op.of(0, OpType.INVOKE, "write", argument));
    try {
      client.put("guarded", value, WriteOptions.fencedBy(token));
      ops.add(Op.of(0, OpType.OK, "write", null));
    } catch (FencedException refused) {
      ops.add(Op.of(0, OpType.FAIL, "write", null));
    }
  }

  /**
   * How far apart the revisions of two puts are that carry the same session and sequence, as when a
   * reply was lost; tried anew in another session when the leader changes meanwhile.
   */
  long revisionsBetweenAPutAndItsRepeat() {
    return await()
        .atMost(START)
        .ignoreExceptionsInstanceOf(StatusRuntimeException.class)
        .until(this::putTwice, distance -> true);
  }

  private long putTwice() throws InterruptedException {
    int asked = LocalClusterStart.awaitLeader(cluster, START);
    String endpoint = cluster.file().node(asked).clientEndpoint();
    ManagedChannel channel =
        Grpc.newChannelBuilder(endpoint, InsecureChannelCredentials.create()).build();
    try {
      OpenSessionRequest open = OpenSessionRequest.getDefaultInstance();
      long session = SessionsGrpc.newBlockingStub(channel).open(open).getSession();
      PutRequest put =
          PutRequest.newBuilder()
              .setKey(ByteString.copyFromUtf8("a"))
              .setValue(ByteString.copyFromUtf8("1"))
              .setOnce(Once.newBuilder().setSession(session).setSequence(1))
              .build();
      KvGrpc.KvBlockingStub stub = KvGrpc.newBlockingStub(channel);
      long first = stub.put(put).getRevision();
      return stub.put(put).getRevision() - first;
    } finally {
      channel.shutdownNow();
    }
  }

  @Override
  public void close() {
    client.close();
    throwAway.close();
  }
}
