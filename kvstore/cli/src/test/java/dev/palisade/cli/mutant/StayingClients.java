package dev.palisade.cli.mutant;

import dev.palisade.client.Acknowledgement;
import dev.palisade.client.PalisadeClient;
import dev.palisade.client.PalisadeException;
import dev.palisade.client.RefusedException;
import dev.palisade.harness.client.Client;
import dev.palisade.harness.client.ClientFactory;
import dev.palisade.harness.client.Completion;
import dev.palisade.harness.client.Operation;
import dev.palisade.harness.client.Target;
import dev.palisade.harness.cluster.Cluster;
import dev.palisade.harness.cluster.SystemUnderTest;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * Palisade with clients for {@link StayingReaders}. Readers stay with the leader that they know
 * until it says that it leads no more, however long it is silent; writers look for another one
 * soon. Both are settings that any user may choose. Thread-safe.
 */
record StayingClients(Target palisade) implements Target {
  private static final Duration READ = Duration.ofMillis(250);
  private static final Duration READERS_STAY = Duration.ofSeconds(30);
  private static final Duration WRITE = Duration.ofSeconds(2);
  private static final Duration WRITERS_STAY = Duration.ofMillis(250);

  @Override
  public SystemUnderTest system() {
    return palisade.system();
  }

  @Override
  public Optional<ClientFactory> clients(String workload, Cluster cluster) {
    List<String> endpoints =
        cluster.nodes().stream().map(node -> cluster.clientAddress(node).toString()).toList();
    return Optional.of(
        worker ->
            StayingReaders.isReader(worker)
                ? Registers.open(endpoints, READ, READERS_STAY)
                : Registers.open(endpoints, WRITE, WRITERS_STAY));
  }

  @Override
  public void close() {
    palisade.close();
  }

  /** Reads and writes of keys, with which node acknowledged them in which term. */
  private record Registers(
      PalisadeClient client, AtomicReference<@Nullable Acknowledgement> acknowledged)
      implements Client {
    static Client open(List<String> endpoints, Duration timeout, Duration silence) {
      AtomicReference<@Nullable Acknowledgement> acknowledged = new AtomicReference<>();
      PalisadeClient client =
          PalisadeClient.builder()
              .endpoints(endpoints)
              .timeout(timeout)
              .leaderSilence(silence)
              .onAcknowledgement(acknowledged::set)
              .build();
      return new Registers(client, acknowledged);
    }

    @Override
    public Completion invoke(Operation operation) {
      String key = String.valueOf(operation.key());
      boolean reads = operation.f().equals("read");
      acknowledged.set(null);
      try {
        if (reads) {
          return noted(client.get(key).text().map(Long::valueOf).orElse(null));
        }
        client.put(key, String.valueOf(operation.value()));
        return noted(operation.value());
      } catch (PalisadeException e) {
        // A read has no effect, whatever became of it.
        if (reads || e instanceof RefusedException) {
          return Completion.fail(operation.value(), String.valueOf(e.getMessage()));
        }
        throw e;
      }
    }

    private Completion noted(@Nullable Object answer) {
      Acknowledgement last = acknowledged.get();
      Completion ok = Completion.ok(answer);
      return last == null
          ? ok
          : new Completion(
              ok.type(), answer, Map.of("node", (long) last.node(), "term", last.term()));
    }

    @Override
    public void close() {
      client.close();
    }
  }
}
