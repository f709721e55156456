package dev.palisade.harness.etcd;

import dev.palisade.harness.client.ClientFactory;
import dev.palisade.harness.client.Target;
import dev.palisade.harness.cluster.Cluster;
import dev.palisade.harness.cluster.SystemUnderTest;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;

/** etcd with clients of its public API. Thread-safe. */
public final class EtcdTarget implements Target {
  private static final Duration TIMEOUT = Duration.ofSeconds(2);
  private static final Set<String> WORKLOADS = Set.of("register", "fenced-lock");

  private final EtcdSystem system = new EtcdSystem();

  @Override
  public SystemUnderTest system() {
    return system;
  }

  @Override
  public boolean supports(String workload) {
    return WORKLOADS.contains(workload);
  }

  @Override
  public Optional<ClientFactory> clients(String workload, Cluster cluster) {
    return switch (workload) {
      case "register" -> Optional.of(worker -> new EtcdRegister(gateway(cluster, worker)));
      case "fenced-lock" -> Optional.of(worker -> new EtcdLock(gateway(cluster, worker), worker));
      default -> Optional.empty();
    };
  }

  /** Each worker asks one node only, so that all nodes are asked. */
  private static EtcdGateway gateway(Cluster cluster, int worker) {
    int node = cluster.nodes().get(worker % cluster.nodes().size());
    return new EtcdGateway(cluster.clientAddress(node), TIMEOUT);
  }

  @Override
  public void close() {
    system.close();
  }
}
