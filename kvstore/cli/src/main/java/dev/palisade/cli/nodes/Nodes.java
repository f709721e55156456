package dev.palisade.cli.nodes;

import com.google.common.util.concurrent.ListenableFuture;
import dev.palisade.proto.kv.NodeGrpc;
import dev.palisade.proto.kv.StateHashRequest;
import dev.palisade.proto.kv.StateHashResponse;
import dev.palisade.proto.kv.StatusRequest;
import dev.palisade.proto.kv.StatusResponse;
import io.grpc.Grpc;
import io.grpc.InsecureChannelCredentials;
import io.grpc.ManagedChannel;
import io.grpc.Status;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;

/** Connections to nodes by their endpoints. Thread-safe. */
public final class Nodes implements AutoCloseable {
  private final Map<String, ManagedChannel> channels = new LinkedHashMap<>();

  /** Connects when first asked. */
  public Nodes(List<String> endpoints) {
    for (String endpoint : endpoints) {
      channels.computeIfAbsent(endpoint, Nodes::connect);
    }
  }

  private static ManagedChannel connect(String endpoint) {
    return Grpc.newChannelBuilder(endpoint, InsecureChannelCredentials.create()).build();
  }

  /** Asks all nodes at once; an answer is waited for no longer than the timeout. */
  public List<NodeView> ask(Duration timeout) throws InterruptedException {
    Map<String, ListenableFuture<StatusResponse>> asked = new LinkedHashMap<>();
    for (Map.Entry<String, ManagedChannel> each : usableChannels().entrySet()) {
      asked.put(
          each.getKey(),
          NodeGrpc.newFutureStub(each.getValue())
              .withDeadlineAfter(timeout.toMillis(), TimeUnit.MILLISECONDS)
              .status(StatusRequest.getDefaultInstance()));
    }
    List<NodeView> views = new ArrayList<>();
    for (Map.Entry<String, ListenableFuture<StatusResponse>> answer : asked.entrySet()) {
      views.add(view(answer.getKey(), answer.getValue()));
    }
    return views;
  }

  private Map<String, ManagedChannel> usableChannels() {
    synchronized (channels) {
      channels.replaceAll(Nodes::usable);
      return new LinkedHashMap<>(channels);
    }
  }

  /**
   * A channel that failed, or does not get there, is replaced, so that a node that came back is
   * seen at once. Its {@code enterIdle} would do that too, but a call that starts while the channel
   * enters idle on another thread throws.
   */
  private static ManagedChannel usable(String endpoint, ManagedChannel channel) {
    return switch (channel.getState(false)) {
      case READY, IDLE, SHUTDOWN -> channel;
      case CONNECTING, TRANSIENT_FAILURE -> {
        channel.shutdown(); // Calls under way on it end by their deadlines.
        yield connect(endpoint);
      }
    };
  }

  private static NodeView view(String endpoint, ListenableFuture<StatusResponse> answer)
      throws InterruptedException {
    try {
      return new NodeView(endpoint, Optional.of(answer.get()), "");
    } catch (ExecutionException e) {
      return new NodeView(endpoint, Optional.empty(), problem(e));
    }
  }

  private static String problem(ExecutionException e) {
    Status status = Status.fromThrowable(e);
    return switch (status.getCode()) {
      case UNAVAILABLE -> "not reachable";
      case DEADLINE_EXCEEDED -> "no answer";
      default -> status.getCode() + ": " + status.getDescription();
    };
  }

  /**
   * The hash of a node's replicated state.
   *
   * @param atLeastIndex wait until at least this index is applied
   * @throws IOException when the node does not answer in time
   */
  public StateHashResponse stateHash(String endpoint, long atLeastIndex, Duration timeout)
      throws IOException {
    ManagedChannel channel;
    synchronized (channels) {
      channel = channels.get(endpoint);
    }
    if (channel == null) {
      throw new IllegalArgumentException("no node at " + endpoint);
    }
    try {
      return NodeGrpc.newBlockingStub(channel)
          .withDeadlineAfter(timeout.toMillis(), TimeUnit.MILLISECONDS)
          .stateHash(StateHashRequest.newBuilder().setAtLeastIndex(atLeastIndex).build());
    } catch (io.grpc.StatusRuntimeException e) {
      throw new IOException("no state hash of " + endpoint + ": " + e.getStatus(), e);
    }
  }

  @Override
  public void close() {
    synchronized (channels) {
      channels.values().forEach(ManagedChannel::shutdownNow);
    }
  }
}
