package dev.palisade.harness.palisade;

import dev.palisade.client.Acknowledgement;
import dev.palisade.client.PalisadeClient;
import dev.palisade.harness.client.Client;
import dev.palisade.harness.client.ClientFactory;
import dev.palisade.harness.cluster.Cluster;
import dev.palisade.harness.net.ReplyLosingRelay;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.function.Consumer;

/** Palisade's clients for the workloads. */
public final class PalisadeClients {
  private static final Duration TIMEOUT = Duration.ofSeconds(2);

  private static final long STALE_READ_MILLIS = 1_000;

  /** Of the replies to increments; each lost one costs a new connection. */
  private static final int ONE_LOST_IN = 20;

  private PalisadeClients() {}

  /** Clients for a workload by its name; empty if Palisade cannot be asked for it. */
  public static Optional<ClientFactory> of(String workload, Cluster cluster) {
    return switch (workload) {
      case "register" -> noting(cluster, (client, _) -> new RegisterClient(client));
      case "fenced-lock" -> noting(cluster, FencedLockClient::new);
      case "bank" -> noting(cluster, (client, _) -> new BankClient(client));
      case "fenced-register" -> noting(cluster, FencedRegisterClient::new);
      case "paused-holder" -> Optional.of(new Holders(cluster, endpoints(cluster)));
      case "set" -> noting(cluster, (client, _) -> new SetClient(client));
      case "append" -> noting(cluster, (client, _) -> new AppendClient(client));
      case "revisions" -> noting(cluster, (client, _) -> new RevisionsClient(client));
      case "stale-reads" ->
          noting(cluster, (client, _) -> new StaleReadsClient(client, cluster, STALE_READ_MILLIS));
      case "membership" -> noting(cluster, (client, _) -> new MembersClient(client, cluster));
      case "counter" ->
          Optional.of(worker -> NotingClient.of(told -> counter(endpoints(cluster), worker, told)));
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
        worker -> NotingClient.of(told -> made.of(open(endpoints(cluster), told), worker)));
  }

  private static Client counter(
      List<String> endpoints, int worker, Consumer<Acknowledgement> told) {
    ReplyLosingRelay relay = ReplyLosingRelay.open(ONE_LOST_IN, new SplittableRandom(worker));
    PalisadeClient client =
        PalisadeClient.builder()
            .endpoints(endpoints)
            .timeout(TIMEOUT)
            .httpProxy(relay.address().toString())
            .onAcknowledgement(told)
            .build();
    return new CounterClient(client, relay);
  }

  private static List<String> endpoints(Cluster cluster) {
    return cluster.nodes().stream().map(node -> cluster.clientAddress(node).toString()).toList();
  }

  static PalisadeClient open(List<String> endpoints, Consumer<Acknowledgement> told) {
    return PalisadeClient.builder()
        .endpoints(endpoints)
        .timeout(TIMEOUT)
        .onAcknowledgement(told)
        .build();
  }
}
