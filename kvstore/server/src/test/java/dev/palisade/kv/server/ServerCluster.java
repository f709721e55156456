package dev.palisade.kv.server;

import dev.palisade.kv.state.MemoryStore;
import dev.palisade.proto.kv.Error;
import dev.palisade.proto.kv.FencesGrpc;
import dev.palisade.proto.kv.KvGrpc;
import dev.palisade.proto.kv.NodeGrpc;
import dev.palisade.proto.kv.SessionsGrpc;
import dev.palisade.raft.NodeId;
import dev.palisade.raft.core.Effect.RoleName;
import dev.palisade.raft.runtime.LoopbackPorts;
import io.grpc.ManagedChannel;
import io.grpc.StatusRuntimeException;
import io.grpc.netty.NettyChannelBuilder;
import io.grpc.protobuf.StatusProto;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import org.awaitility.Awaitility;

/** Real servers in this process, each with a state in memory that is rebuilt from its log. */
final class ServerCluster implements AutoCloseable {
  private final Path directory;
  private final String members;
  private final Map<NodeId, PalisadeServer> servers = new TreeMap<>();
  private final Map<NodeId, Integer> clientPorts = new TreeMap<>();
  private final Map<NodeId, ManagedChannel> channels = new TreeMap<>();
  private final Map<String, String> settings;
  final ConcurrentLinkedQueue<String> halts = new ConcurrentLinkedQueue<>();

  ServerCluster(Path directory, Map<String, String> settings) throws IOException {
    this.directory = directory;
    this.settings = settings;
    List<String> texts = new ArrayList<>();
    for (int i = 1; i <= 3; i++) {
      int clientPort = LoopbackPorts.next();
      clientPorts.put(new NodeId(i), clientPort);
      texts.add(i + "=127.0.0.1:" + LoopbackPorts.next() + ",127.0.0.1:" + clientPort);
    }
    members = String.join(";", texts);
    startAll();
  }

  static ServerCluster of(Path directory) throws IOException {
    return new ServerCluster(directory, Map.of());
  }

  void startAll() throws IOException {
    for (NodeId id : clientPorts.keySet()) {
      if (!servers.containsKey(id)) {
        start(id);
      }
    }
  }

  void start(NodeId id) throws IOException {
    Map<String, String> flags = new TreeMap<>(settings);
    // A pause of the machine is not to depose a leader in the middle of a test.
    flags.putIfAbsent("election-timeout-millis", "600");
    flags.put("node-id", String.valueOf(id.value()));
    flags.put("cluster-id", "7");
    flags.put("data", directory.resolve(id.toString()).toString());
    flags.put("members", members);
    flags.put("segment-bytes", "1048576");
    flags.put("compare-states-seconds", "0");
    servers.put(
        id,
        PalisadeServer.start(
            ServerConfig.load(flags, Map.of(), Optional.empty()),
            new MemoryStore(),
            (actor, cause) -> halts.add(id + " " + actor + ": " + cause)));
  }

  void stop(NodeId id) throws IOException {
    PalisadeServer server = servers.remove(id);
    if (server != null) {
      server.close();
    }
  }

  /** Stops a node without handing over, as a crash would look to the others. */
  void crash(NodeId id) throws IOException {
    PalisadeServer server = servers.get(id);
    if (server != null) {
      server.node().close();
    }
    stop(id);
  }

  List<NodeId> running() {
    return List.copyOf(servers.keySet());
  }

  NodeId leader() {
    return Awaitility.await("a leader among " + running())
        .atMost(Duration.ofSeconds(10))
        .pollInterval(Duration.ofMillis(5))
        .until(this::leaderNow, Optional::isPresent)
        .orElseThrow();
  }

  NodeId follower() {
    NodeId leader = leader();
    return running().stream().filter(id -> !id.equals(leader)).findFirst().orElseThrow();
  }

  KvGrpc.KvBlockingStub kv(NodeId id) {
    return KvGrpc.newBlockingStub(channel(id)).withDeadlineAfter(5, TimeUnit.SECONDS);
  }

  FencesGrpc.FencesBlockingStub fences(NodeId id) {
    return FencesGrpc.newBlockingStub(channel(id)).withDeadlineAfter(5, TimeUnit.SECONDS);
  }

  SessionsGrpc.SessionsBlockingStub sessions(NodeId id) {
    return SessionsGrpc.newBlockingStub(channel(id)).withDeadlineAfter(5, TimeUnit.SECONDS);
  }

  NodeGrpc.NodeBlockingStub node(NodeId id) {
    return NodeGrpc.newBlockingStub(channel(id)).withDeadlineAfter(5, TimeUnit.SECONDS);
  }

  ManagedChannel channel(NodeId id) {
    return channels.computeIfAbsent(
        id,
        _ ->
            NettyChannelBuilder.forAddress(
                    "127.0.0.1", Optional.ofNullable(clientPorts.get(id)).orElseThrow())
                .usePlaintext()
                .build());
  }

  String endpoint(NodeId id) {
    return "127.0.0.1:" + clientPorts.get(id);
  }

  /** Asks the leader, whoever it is by then: a leader that is just gone is asked no more. */
  <T> T atLeader(Function<NodeId, T> call) {
    for (int attempt = 0; ; attempt++) {
      try {
        return call.apply(leader());
      } catch (StatusRuntimeException e) {
        boolean movedOn = e.getStatus().getCode() == io.grpc.Status.Code.UNAVAILABLE;
        if (!movedOn || attempt == 50) {
          throw e;
        }
        channels.values().forEach(ManagedChannel::resetConnectBackoff);
      }
    }
  }

  /** The error that a refused unary call carries in its status. */
  static Error errorOf(Throwable thrown) {
    com.google.rpc.Status status = StatusProto.fromThrowable(thrown);
    if (status == null || status.getDetailsCount() == 0) {
      throw new AssertionError("no error details in " + thrown, thrown);
    }
    try {
      return status.getDetails(0).unpack(Error.class);
    } catch (com.google.protobuf.InvalidProtocolBufferException e) {
      throw new AssertionError(e);
    }
  }

  private Optional<NodeId> leaderNow() {
    return servers.entrySet().stream()
        .filter(server -> server.getValue().node().status().role() == RoleName.LEADER)
        .map(Map.Entry::getKey)
        .findFirst();
  }

  @Override
  public void close() {
    channels.values().forEach(ManagedChannel::shutdownNow);
    for (NodeId id : running()) {
      try {
        stop(id);
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
  }
}
