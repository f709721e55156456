package dev.palisade.harness.hostile;

import com.google.protobuf.ByteString;
import com.google.protobuf.MessageLite;
import dev.palisade.proto.kv.ChangeMembershipRequest;
import dev.palisade.proto.kv.CheckRequest;
import dev.palisade.proto.kv.CompactRequest;
import dev.palisade.proto.kv.FencesGrpc;
import dev.palisade.proto.kv.GetRequest;
import dev.palisade.proto.kv.KvGrpc;
import dev.palisade.proto.kv.Member;
import dev.palisade.proto.kv.NodeGrpc;
import dev.palisade.proto.kv.OpenSessionRequest;
import dev.palisade.proto.kv.RangeRequest;
import dev.palisade.proto.kv.SessionsGrpc;
import dev.palisade.proto.kv.StateHashRequest;
import dev.palisade.proto.kv.TransferLeadershipRequest;
import io.grpc.ManagedChannel;
import io.grpc.MethodDescriptor;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.random.RandomGenerator;

/**
 * Calls with numbers out of range and addresses that cannot be dialled. None of them may change who
 * the members are, so a node that took one would show by not being able to work.
 */
final class Nonsense implements Round {
  private static final List<String> ADDRESSES =
      List.of(
          "kv_4:7201",
          "no port \n",
          ":1",
          "host:0",
          "host:65536",
          "host:-1",
          "[::1:5",
          "h".repeat(70_000) + ":1",
          "ü.example:1",
          "user@host:1",
          "http://host:1",
          "");
  private static final long[] NUMBERS = {Long.MIN_VALUE, -1, Long.MAX_VALUE};
  private static final int[] NODES = {-1, Integer.MIN_VALUE, 0};
  private static final int NEW_NODE = 77;

  @Override
  public void run(Victims victims, RandomGenerator dice) throws InterruptedException {
    ManagedChannel channel = victims.connect(victims.leader().client());
    List<Call> calls = new ArrayList<>();
    for (String address : ADDRESSES) {
      calls.add(add(NEW_NODE, address, "127.0.0.1:1"));
      calls.add(add(NEW_NODE, "127.0.0.1:1", address));
    }
    for (int node : NODES) {
      calls.add(add(node, "127.0.0.1:1", "127.0.0.1:2"));
      calls.add(change(ChangeMembershipRequest.newBuilder().addRemove(node)));
      calls.add(change(ChangeMembershipRequest.newBuilder().addPromote(node)));
      if (node != 0) { // 0 stands for any node.
        calls.add(
            new Call(
                NodeGrpc.getTransferLeadershipMethod(),
                TransferLeadershipRequest.newBuilder().setTo(node).build()));
      }
    }
    for (long number : NUMBERS) {
      calls.addAll(numbers(number));
    }
    CountDownLatch ended = new CountDownLatch(calls.size());
    for (Call call : calls) {
      Victims.send(channel, call.method(), call.request().toByteArray(), ended);
    }
    ended.await(3, TimeUnit.SECONDS);
    victims.hangUp();
  }

  private record Call(MethodDescriptor<?, ?> method, MessageLite request) {}

  private static Call add(int node, String peer, String client) {
    return change(
        ChangeMembershipRequest.newBuilder()
            .addAdd(
                Member.newBuilder().setNode(node).setPeerEndpoint(peer).setClientEndpoint(client)));
  }

  private static Call change(ChangeMembershipRequest.Builder change) {
    return new Call(NodeGrpc.getChangeMembershipMethod(), change.build());
  }

  private static List<Call> numbers(long number) {
    ByteString key = ByteString.copyFromUtf8("hostile/nonsense");
    return List.of(
        new Call(
            KvGrpc.getGetMethod(),
            GetRequest.newBuilder().setKey(key).setAtRevision(number).build()),
        new Call(
            KvGrpc.getGetMethod(), GetRequest.newBuilder().setKey(key).setAtHlc(number).build()),
        new Call(
            KvGrpc.getRangeMethod(),
            RangeRequest.newBuilder()
                .setKey(key)
                .setRangeEnd(ByteString.copyFrom(new byte[1]))
                .setLimit(number)
                .setKeysOnly(true)
                .build()),
        new Call(
            FencesGrpc.getCheckMethod(),
            CheckRequest.newBuilder().setFence("hostile/nonsense").setToken(number).build()),
        new Call(
            SessionsGrpc.getOpenMethod(),
            OpenSessionRequest.newBuilder().setTtlMillis(number).build()),
        new Call(
            KvGrpc.getCompactMethod(), CompactRequest.newBuilder().setRevision(number).build()),
        new Call(
            NodeGrpc.getStateHashMethod(),
            StateHashRequest.newBuilder().setAtLeastIndex(number).build()));
  }
}
