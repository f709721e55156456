package dev.palisade.cli.load;

import dev.palisade.client.Bytes;
import dev.palisade.client.PalisadeClient;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletionStage;

/** Operations through the Java client, which joins those that are under way at the same time. */
final class ClientWorkload implements Workload {
  private final PalisadeClient client;

  ClientWorkload(List<String> endpoints, Duration timeout) {
    client = PalisadeClient.builder().endpoints(endpoints).timeout(timeout).build();
  }

  @Override
  public CompletionStage<?> put(byte[] key, byte[] value) {
    return client.putAsync(Bytes.wrap(key), Bytes.wrap(value));
  }

  @Override
  public CompletionStage<?> get(byte[] key) {
    return client.getAsync(Bytes.wrap(key));
  }

  @Override
  public void close() {
    client.close();
  }
}
