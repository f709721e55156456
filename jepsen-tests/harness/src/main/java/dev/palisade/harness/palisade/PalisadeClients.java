package dev.palisade.harness.palisade;

import dev.palisade.client.PalisadeClient;
import dev.palisade.harness.client.ClientFactory;
import dev.palisade.harness.cluster.Cluster;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** Palisade's clients for the workloads. */
public final class PalisadeClients {
  private static final Duration TIMEOUT = Duration.ofSeconds(2);

  private PalisadeClients() {}

  /** Clients for a workload by its name; empty if Palisade cannot be asked for it. */
  public static Optional<ClientFactory> of(String workload, Cluster cluster) {
    return switch (workload) {
      case "register" -> Optional.of(_ -> new RegisterClient(open(endpoints(cluster))));
      case "fenced-lock" ->
          Optional.of(worker -> new FencedLockClient(open(endpoints(cluster)), worker));
      case "bank" -> Optional.of(_ -> new BankClient(open(endpoints(cluster))));
      case "fenced-register" ->
          Optional.of(worker -> new FencedRegisterClient(open(endpoints(cluster)), worker));
      default -> Optional.empty();
    };
  }

  private static List<String> endpoints(Cluster cluster) {
    return cluster.nodes().stream().map(node -> cluster.clientAddress(node).toString()).toList();
  }

  private static PalisadeClient open(List<String> endpoints) {
    return PalisadeClient.builder().endpoints(endpoints).timeout(TIMEOUT).build();
  }
}
