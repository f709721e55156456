package dev.palisade.harness.palisade;

import dev.palisade.client.NodeStatus;
import dev.palisade.client.PalisadeClient;
import dev.palisade.client.PalisadeException;
import dev.palisade.harness.cluster.NodePlan;
import dev.palisade.harness.cluster.NodeView;
import dev.palisade.harness.cluster.SystemUnderTest;
import dev.palisade.harness.net.Address;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** A cluster of Palisade's servers. Thread-safe; to be closed after the cluster. */
public final class PalisadeSystem implements SystemUnderTest, AutoCloseable {
  private static final Duration LOOK = Duration.ofMillis(900);

  private final List<String> server;
  private final long clusterId;
  private final Map<String, String> settings;
  private @Nullable PalisadeClient observer;

  /**
   * Servers of the standard settings but for these.
   *
   * @param server the command that runs a server, to which its settings are added as {@code
   *     --name=value}; it has to end when its standard input does
   * @param clusterId a positive number, different for each run
   * @param settings by the names that a server's flags have
   */
  public PalisadeSystem(List<String> server, long clusterId, Map<String, String> settings) {
    this.server = List.copyOf(server);
    this.clusterId = clusterId;
    this.settings = Map.copyOf(settings);
  }

  @Override
  public String name() {
    return "palisade";
  }

  @Override
  public Optional<String> whyNotHere() {
    return Optional.empty();
  }

  @Override
  public List<String> command(NodePlan node, List<NodePlan> all) {
    List<String> line = new ArrayList<>(server);
    line.add("--node-id=" + node.number());
    line.add("--cluster-id=" + clusterId);
    line.add("--data=" + data(node));
    line.add("--members=" + members(node, all));
    settings.forEach((name, value) -> line.add("--" + name + "=" + value));
    return line;
  }

  /** Peers as this node has to dial them, itself as it is to listen. */
  private static String members(NodePlan self, List<NodePlan> all) {
    return all.stream()
        .map(
            node -> {
              Address peers =
                  node.number() == self.number()
                      ? node.peerBind()
                      : self.peerDial().getOrDefault(node.number(), node.peerBind());
              return node.number() + "=" + peers + "," + node.client();
            })
        .collect(Collectors.joining(";"));
  }

  @Override
  public Map<String, String> environment(NodePlan node) {
    return Map.of(
        // RocksDB allocates from C; many arenas on few cores only waste memory.
        "MALLOC_ARENA_MAX",
        "2",
        // Where RocksDB unpacks its library: not where a kill would leave it behind.
        "ROCKSDB_SHAREDLIB_DIR",
        node.directory().toString());
  }

  @Override
  public NodeView observe(NodePlan node) {
    try {
      NodeStatus status = observer(node).status(node.client().toString());
      return new NodeView(
          true,
          status.role().toUpperCase(Locale.ROOT).replace('-', '_'),
          status.term(),
          status.leader(),
          status.commitIndex(),
          status.appliedIndex());
    } catch (PalisadeException unanswered) {
      return NodeView.unreachable();
    }
  }

  private synchronized PalisadeClient observer(NodePlan any) {
    if (observer == null) {
      observer = PalisadeClient.builder().endpoints(any.client().toString()).timeout(LOOK).build();
    }
    return observer;
  }

  @Override
  public Path logDirectory(NodePlan node) {
    return data(node).resolve("log");
  }

  @Override
  public Path stateDirectory(NodePlan node) {
    return data(node).resolve("state");
  }

  private static Path data(NodePlan node) {
    return node.directory().resolve("data");
  }

  @Override
  public synchronized void close() {
    if (observer != null) {
      observer.close();
      observer = null;
    }
  }
}
