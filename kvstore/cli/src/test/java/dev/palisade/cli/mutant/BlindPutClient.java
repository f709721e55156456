package dev.palisade.cli.mutant;

import dev.palisade.client.PalisadeClient;
import dev.palisade.client.PalisadeException;
import dev.palisade.client.RefusedException;
import dev.palisade.harness.client.Client;
import dev.palisade.harness.client.Completion;
import dev.palisade.harness.client.Operation;
import dev.palisade.harness.cluster.Cluster;
import java.time.Duration;

/** Puts within a session, which the client sends again when a reply does not come. */
final class BlindPutClient implements Client {
  private static final Duration TIMEOUT = Duration.ofSeconds(2);

  private final PalisadeClient client;

  BlindPutClient(Cluster cluster) {
    client =
        PalisadeClient.builder()
            .endpoints(
                cluster.nodes().stream()
                    .map(node -> cluster.clientAddress(node).toString())
                    .toList())
            .timeout(TIMEOUT)
            .build();
  }

  @Override
  public Completion invoke(Operation operation) {
    String key = String.valueOf(operation.key());
    try {
      if (operation.f().equals("read")) {
        return Completion.ok(client.get(key).kv().map(kv -> kv.version()).orElse(0L));
      }
      client.put(key, "x");
      return Completion.ok(null);
    } catch (PalisadeException e) {
      // A read has no effect, whatever became of it.
      if (e instanceof RefusedException || operation.f().equals("read")) {
        return Completion.fail(null, String.valueOf(e.getMessage()));
      }
      throw e;
    }
  }

  @Override
  public void close() {
    client.close();
  }
}
