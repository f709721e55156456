package dev.palisade.raft.runtime;

import dev.palisade.raft.Membership;
import dev.palisade.raft.NodeId;
import dev.palisade.raft.core.CoreConfig;
import dev.palisade.raft.core.Effect.Refusal;
import dev.palisade.raft.core.Effect.RoleName;
import dev.palisade.raft.log.WalOptions.WhenEmpty;
import dev.palisade.raft.replica.Call;
import dev.palisade.raft.replica.Read;
import dev.palisade.raft.replica.ReplicaListener;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;

/** Real nodes in this process: real sockets, real files, a toy state machine. */
final class LocalCluster implements AutoCloseable {
  static final long CLUSTER = 7;

  /** A pause of the machine is not to depose a leader in the middle of a test. */
  private static final CoreConfig.Timeouts PATIENT =
      new CoreConfig.Timeouts(600_000_000L, 60_000_000L, 2_000_000_000L);

  private final Path directory;
  private final Map<NodeId, InetSocketAddress> addresses = new TreeMap<>();
  private final Map<NodeId, RaftNode<Integer>> nodes = new TreeMap<>();
  private final Map<NodeId, Counter> counters = new TreeMap<>();
  final ConcurrentLinkedQueue<String> halts = new ConcurrentLinkedQueue<>();

  LocalCluster(Path directory, int size) throws IOException {
    this.directory = directory;
    for (int i = 1; i <= size; i++) {
      addresses.put(new NodeId(i), new InetSocketAddress("127.0.0.1", LoopbackPorts.next()));
    }
    for (NodeId id : addresses.keySet()) {
      start(id);
    }
  }

  void start(NodeId id) throws IOException {
    Counter counter = new Counter();
    counters.put(id, counter);
    nodes.put(
        id,
        RaftNode.start(
            config(id, CLUSTER),
            RaftNode.Parts.withoutSnapshots(
                counter,
                new ReplicaListener() {},
                (actor, cause) -> halts.add(id + " " + actor + ": " + cause))));
  }

  NodeConfig config(NodeId id, long clusterId) {
    return new NodeConfig(
        clusterId,
        id,
        addresses,
        Objects.requireNonNull(addresses.get(id)),
        Membership.ofVoters(List.copyOf(addresses.keySet())),
        new NodeConfig.Log(directory.resolve(id.toString()), 1 << 20, WhenEmpty.BEGIN),
        Long.MAX_VALUE,
        500,
        PATIENT,
        CoreConfig.Limits.DEFAULT);
  }

  void stop(NodeId id) throws IOException {
    RaftNode<Integer> node = nodes.remove(id);
    if (node != null) {
      node.close();
    }
  }

  List<NodeId> running() {
    return List.copyOf(nodes.keySet());
  }

  RaftNode<Integer> node(NodeId id) {
    RaftNode<Integer> node = nodes.get(id);
    if (node == null) {
      throw new IllegalStateException(id + " does not run");
    }
    return node;
  }

  /** What the node has applied, in order; repeated commands once. */
  List<String> commandsOf(NodeId id) {
    Counter counter = counters.get(id);
    return counter == null ? List.of() : counter.commands().stream().distinct().toList();
  }

  NodeId awaitLeader() {
    return Awaitility.await("a leader among " + running())
        .atMost(Duration.ofSeconds(10))
        .pollInterval(Duration.ofMillis(5))
        .until(this::leader, Optional::isPresent)
        .orElseThrow();
  }

  private Optional<NodeId> leader() {
    return nodes.entrySet().stream()
        .filter(node -> node.getValue().status().role() == RoleName.LEADER)
        .filter(node -> node.getValue().status().commitIndex() > 0)
        .map(Map.Entry::getKey)
        .findFirst();
  }

  /**
   * Proposes at whoever leads until it is done; returns the result. What ended unknown is proposed
   * again, so on a slow machine a command may stand in the log twice.
   */
  int propose(String command) {
    for (int attempt = 0; attempt < 100; attempt++) {
      try {
        return proposeAt(awaitLeader(), command).get(5, TimeUnit.SECONDS);
      } catch (Exception e) {
        if (attempt == 99) {
          throw new IllegalStateException("cannot propose " + command, e);
        }
      }
    }
    throw new IllegalStateException("unreachable");
  }

  CompletableFuture<Integer> proposeAt(NodeId id, String command) {
    CompletableFuture<Integer> result = new CompletableFuture<>();
    node(id).replica().propose(List.of(call(command, result)));
    return result;
  }

  CompletableFuture<List<String>> readAt(NodeId id) {
    CompletableFuture<List<String>> result = new CompletableFuture<>();
    node(id)
        .replica()
        .read(
            new Read() {
              @Override
              public long deadlineNanos() {
                return System.nanoTime() + TimeUnit.SECONDS.toNanos(5);
              }

              @Override
              public void ready() {
                result.complete(commandsOf(id));
              }

              @Override
              public void refused(Refusal reason) {
                result.completeExceptionally(new IllegalStateException("refused: " + reason));
              }

              @Override
              public void expired() {
                result.completeExceptionally(new IllegalStateException("expired"));
              }
            });
    return result;
  }

  static Call<Integer> call(String command, CompletableFuture<Integer> result) {
    ByteBuffer payload = ByteBuffer.wrap(command.getBytes(StandardCharsets.UTF_8));
    long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(10);
    return new Call<>() {
      @Override
      public ByteBuffer payload() {
        return payload.duplicate();
      }

      @Override
      public long deadlineNanos() {
        return deadline;
      }

      @Override
      public void done(Integer position) {
        result.complete(position);
      }

      @Override
      public void refused(Refusal reason) {
        result.completeExceptionally(new IllegalStateException("refused: " + reason));
      }

      @Override
      public void expired() {
        result.completeExceptionally(new IllegalStateException("expired"));
      }

      @Override
      public void unknown() {
        result.completeExceptionally(new IllegalStateException("unknown"));
      }
    };
  }

  @Override
  public void close() {
    for (NodeId id : new ArrayList<>(nodes.keySet())) {
      try {
        stop(id);
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
  }
}
