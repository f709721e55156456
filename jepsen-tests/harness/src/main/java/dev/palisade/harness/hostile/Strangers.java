package dev.palisade.harness.hostile;

import com.google.protobuf.ByteString;
import dev.palisade.harness.cluster.NodePlan;
import dev.palisade.proto.raft.Append;
import dev.palisade.proto.raft.EntryId;
import dev.palisade.proto.raft.HeartbeatRequest;
import dev.palisade.proto.raft.Hello;
import dev.palisade.proto.raft.PeerFrame;
import dev.palisade.proto.raft.PeerGrpc;
import dev.palisade.proto.raft.Removed;
import dev.palisade.proto.raft.StateReport;
import dev.palisade.proto.raft.Vote;
import io.grpc.CallOptions;
import io.grpc.ClientCall;
import io.grpc.ManagedChannel;
import io.grpc.Metadata;
import java.util.List;
import java.util.random.RandomGenerator;

/**
 * Nodes that no cluster has ever heard of. They know the cluster's id, which every node tells, and
 * claim terms, commit indexes, removals and hashes of states that do not exist.
 */
final class Strangers implements Round {
  private static final int AT_A_TIME = 100;
  private static final int FIRST_ID = 1_000;
  private static final long STAY_MILLIS = 1_000;

  @Override
  public void run(Victims victims, RandomGenerator dice) throws InterruptedException {
    NodePlan node = victims.leader();
    var status = victims.status(node);
    ManagedChannel channel = victims.connect(node.peerBind());
    for (int i = 0; i < AT_A_TIME; i++) {
      ClientCall<byte[], Long> call =
          channel.newCall(
              Discarding.of(
                  i % 2 == 0 ? PeerGrpc.getReplicateMethod() : PeerGrpc.getHeartbeatMethod()),
              CallOptions.DEFAULT);
      call.start(new ClientCall.Listener<>() {}, new Metadata());
      call.request(Integer.MAX_VALUE);
      PeerFrame hello =
          PeerFrame.newBuilder()
              .setHello(
                  Hello.newBuilder()
                      .setProtocol(1)
                      .setClusterId(status.getClusterId())
                      .setFrom(FIRST_ID + dice.nextInt(100_000))
                      .setTo(status.getNode())
                      .setAddress("127.0.0.1:9")
                      .setFeatureLevel(2))
              .build();
      call.sendMessage(hello.toByteArray());
      for (PeerFrame frame : claims(status.getTerm())) {
        call.sendMessage(frame.toByteArray());
      }
    }
    Thread.sleep(STAY_MILLIS);
    victims.hangUp();
  }

  private static List<PeerFrame> claims(long term) {
    EntryId far = EntryId.newBuilder().setIndex(1L << 40).setTerm(term + 1).build();
    return List.of(
        PeerFrame.newBuilder()
            .setHeartbeat(
                HeartbeatRequest.newBuilder().setTerm(term).setCommitIndex(1L << 60).setRound(1))
            .build(),
        PeerFrame.newBuilder()
            .setVote(Vote.newBuilder().setTerm(Long.MAX_VALUE).setLastEntry(far))
            .build(),
        PeerFrame.newBuilder()
            .setRemoved(Removed.newBuilder().setTerm(term + 1).setConfiguration(far))
            .build(),
        PeerFrame.newBuilder()
            .setAppend(
                Append.newBuilder()
                    .setTerm(term + 1)
                    .setBase(far)
                    .setCommitIndex(-1)
                    .setRecords(ByteString.copyFrom(new byte[100])))
            .build(),
        PeerFrame.newBuilder()
            .setStateReport(
                StateReport.newBuilder().setAt(far).setHash(ByteString.copyFrom(new byte[16])))
            .build());
  }
}
