package dev.palisade.harness.palisade;

import dev.palisade.harness.client.ClientFactory;
import dev.palisade.harness.client.Target;
import dev.palisade.harness.cluster.Cluster;
import dev.palisade.harness.cluster.SystemUnderTest;
import java.util.Optional;

/** Palisade with its Java client. Thread-safe. */
public final class PalisadeTarget implements Target {
  private final PalisadeSystem system;

  /** Servers that are started so. */
  public PalisadeTarget(PalisadeSystem system) {
    this.system = system;
  }

  @Override
  public SystemUnderTest system() {
    return system;
  }

  @Override
  public Optional<ClientFactory> clients(String workload, Cluster cluster) {
    return PalisadeClients.of(workload, cluster);
  }

  @Override
  public void close() {
    system.close();
  }
}
