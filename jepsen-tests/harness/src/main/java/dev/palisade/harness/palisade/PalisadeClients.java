package dev.palisade.harness.palisade;

import dev.palisade.client.Acknowledgement;
import dev.palisade.client.PalisadeClient;
import dev.palisade.harness.client.Client;
import dev.palisade.harness.client.ClientFactory;
import dev.palisade.harness.cluster.Cluster;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/** Palisade's clients for the workloads. */
public final class PalisadeClients {
  private static final Duration TIMEOUT = Duration.ofSeconds(2);

  private PalisadeClients() {}

  /** Clients for a workload by its name; empty if Palisade cannot be asked for it. */
  public static Optional<ClientFactory> of(String workload, Cluster cluster) {
    return switch (workload) {
      case "register" -> noting(cluster, (client, _) -> new RegisterClient(client));
      case "fenced-lock" -> noting(cluster, FencedLockClient::new);
      case "bank" -> noting(cluster, (client, _) -> new BankClient(client));
      case "fenced-register" -> noting(cluster, FencedRegisterClient::new);
      case "paused-holder" -> Optional.of(new Holders(cluster, endpoints(cluster)));
      default -> Optional.empty();
    };
  }

  /** A worker's client that works with this connection. */
  private interface Made {
    Client of(PalisadeClient client, int worker);
  }

  /** Clients that note which node acknowledged an operation, and in which term. */
  private static Optional<ClientFactory> noting(Cluster cluster, Made made) {
    return Optional.of(
        worker -> new NotingClient(told -> made.of(open(endpoints(cluster), told), worker)));
  }

  private static List<String> endpoints(Cluster cluster) {
    return cluster.nodes().stream().map(node -> cluster.clientAddress(node).toString()).toList();
  }

  static PalisadeClient open(List<String> endpoints) {
    return open(endpoints, _ -> {});
  }

  private static PalisadeClient open(List<String> endpoints, Consumer<Acknowledgement> told) {
    return PalisadeClient.builder()
        .endpoints(endpoints)
        .timeout(TIMEOUT)
        .onAcknowledgement(told)
        .build();
  }
}
