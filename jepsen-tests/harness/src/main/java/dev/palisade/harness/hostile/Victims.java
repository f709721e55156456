package dev.palisade.harness.hostile;

import com.google.protobuf.MessageLite;
import dev.palisade.harness.cluster.NodePlan;
import dev.palisade.harness.net.Address;
import dev.palisade.proto.kv.NodeGrpc;
import dev.palisade.proto.kv.StatusRequest;
import dev.palisade.proto.kv.StatusResponse;
import io.grpc.CallOptions;
import io.grpc.ClientCall;
import io.grpc.ManagedChannel;
import io.grpc.Metadata;
import io.grpc.MethodDescriptor;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.netty.NettyChannelBuilder;
import io.grpc.stub.ClientCalls;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** The nodes that are attacked, and connections to them. Used by one thread. */
final class Victims implements AutoCloseable {
  private static final int MAX_ANSWER_BYTES = 128 << 20;
  private static final long CALL_SECONDS = 5;

  private final List<NodePlan> nodes;
  private final List<ManagedChannel> open = new ArrayList<>();

  Victims(List<NodePlan> nodes) {
    this.nodes = List.copyOf(nodes);
  }

  List<NodePlan> nodes() {
    return nodes;
  }

  /** A new connection; it is closed by {@link #hangUp}. */
  ManagedChannel connect(Address to) {
    ManagedChannel channel =
        NettyChannelBuilder.forAddress(to.host(), to.port())
            .usePlaintext()
            .maxInboundMessageSize(MAX_ANSWER_BYTES)
            .disableRetry()
            .build();
    open.add(channel);
    return channel;
  }

  /** The node that says it leads; the first of all when none does. */
  NodePlan leader() {
    return nodes.stream()
        .filter(node -> role(node).equals("leader"))
        .findFirst()
        .orElse(nodes.getFirst());
  }

  private String role(NodePlan node) {
    return status(node).getRole();
  }

  /** What a node says of itself; nothing when it does not answer. */
  StatusResponse status(NodePlan node) {
    ManagedChannel channel = connect(node.client());
    try {
      return NodeGrpc.newBlockingStub(channel)
          .withDeadlineAfter(1, TimeUnit.SECONDS)
          .status(StatusRequest.getDefaultInstance());
    } catch (StatusRuntimeException unanswered) {
      return StatusResponse.getDefaultInstance();
    } finally {
      channel.shutdownNow();
      open.remove(channel);
    }
  }

  /** Sends a request and does not wait; its end, whatever it is, counts down. */
  static void send(
      ManagedChannel channel, MethodDescriptor<?, ?> method, byte[] request, CountDownLatch ended) {
    ClientCall<byte[], Long> call =
        channel.newCall(
            Discarding.of(method),
            CallOptions.DEFAULT.withDeadlineAfter(CALL_SECONDS, TimeUnit.SECONDS));
    call.start(
        new ClientCall.Listener<>() {
          @Override
          public void onClose(Status status, Metadata trailers) {
            ended.countDown();
          }
        },
        new Metadata());
    call.request(Integer.MAX_VALUE);
    call.sendMessage(request);
    call.halfClose();
  }

  /** Sends a request as often as said, all at once, and waits until all have ended. */
  static void flood(
      ManagedChannel channel, MethodDescriptor<?, ?> method, MessageLite request, int times)
      throws InterruptedException {
    byte[] bytes = request.toByteArray();
    CountDownLatch ended = new CountDownLatch(times);
    for (int i = 0; i < times; i++) {
      send(channel, method, bytes, ended);
    }
    ended.await(CALL_SECONDS, TimeUnit.SECONDS);
  }

  /** Asks and waits for the answer, or for why there is none. */
  static Status.Code ask(ManagedChannel channel, MethodDescriptor<?, ?> method, byte[] request) {
    try {
      ClientCalls.blockingUnaryCall(
          channel,
          Discarding.of(method),
          CallOptions.DEFAULT.withDeadlineAfter(CALL_SECONDS, TimeUnit.SECONDS),
          request);
      return Status.Code.OK;
    } catch (StatusRuntimeException e) {
      return e.getStatus().getCode();
    }
  }

  /** Closes all connections. */
  void hangUp() {
    open.forEach(ManagedChannel::shutdownNow);
    open.clear();
  }

  @Override
  public void close() {
    hangUp();
  }
}
