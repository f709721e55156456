package dev.palisade.harness.palisade;

import dev.palisade.client.NodeStatus;
import dev.palisade.client.PalisadeClient;
import dev.palisade.client.PalisadeException;
import dev.palisade.harness.cluster.Attacks;
import dev.palisade.harness.cluster.Membership;
import dev.palisade.harness.cluster.NodePlan;
import dev.palisade.harness.cluster.NodeView;
import dev.palisade.harness.cluster.SystemUnderTest;
import dev.palisade.harness.hostile.PalisadeAttacks;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
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
    line.add("--node-id=" + node.member());
    line.add("--cluster-id=" + clusterId);
    line.add("--data=" + data(node));
    line.add("--members=" + members(all));
    if (node.generation() > 0) {
      line.add("--join=true");
    }
    settings.forEach((name, value) -> line.add("--" + name + "=" + value));
    return line;
  }

  /**
   * The same for all nodes: addresses of members get into the log and into snapshots, by which each
   * node learns those that another one dials.
   */
  private static String members(List<NodePlan> all) {
    return all.stream()
        .map(node -> node.member() + "=" + node.peerBind() + "," + node.client())
        .collect(Collectors.joining(";"));
  }

  @Override
  public Map<String, String> environment(NodePlan node) {
    Map<String, String> variables = new LinkedHashMap<>();
    // RocksDB allocates from C; many arenas on few cores only waste memory.
    variables.put("MALLOC_ARENA_MAX", "2");
    variables.put("MALLOC_MMAP_THRESHOLD_", "131072");
    variables.put("MALLOC_TRIM_THRESHOLD_", "131072");
    // Where RocksDB unpacks its library: not where a kill would leave it behind.
    variables.put("ROCKSDB_SHAREDLIB_DIR", node.directory().toString());
    // What a server dials goes by the JVM's proxy, for addresses of this machine too.
    node.relay()
        .ifPresent(
            relay ->
                variables.put(
                    "JDK_JAVA_OPTIONS",
                    "-Dhttps.proxyHost=%s -Dhttps.proxyPort=%d -Dhttp.nonProxyHosts="
                        .formatted(relay.host(), relay.port())));
    return variables;
  }

  @Override
  public NodeView observe(NodePlan node) {
    try {
      NodeStatus status = observer(node).status(node.client().toString());
      if (status.clusterId() != clusterId) {
        return NodeView.unreachable(); // It is a node of another run, which has taken the port.
      }
      return new NodeView(
          true,
          status.role().toUpperCase(Locale.ROOT).replace('-', '_'),
          status.term(),
          NodePlan.numberOf(status.leader()),
          status.commitIndex(),
          status.appliedIndex());
    } catch (PalisadeException unanswered) {
      return NodeView.unreachable();
    }
  }

  @Override
  public Optional<Membership> membership() {
    return Optional.of(
        new PalisadeMembership(node -> observer(node).nodes(), PalisadeSystem::data));
  }

  @Override
  public Optional<Attacks> attacks() {
    return Optional.of(new PalisadeAttacks());
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
