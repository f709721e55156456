package dev.palisade.cli;

import dev.palisade.client.PalisadeClient;
import dev.palisade.client.PalisadeException;
import dev.palisade.client.StateHash;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Future;

/**
 * Asks the nodes of a cluster again and again what their state hashes to without its members, and
 * keeps the answers by the entry that was the last applied. Two answers for one entry must be the
 * same.
 */
final class LiveHashes implements AutoCloseable {
  private final Map<Long, String> byIndex = new ConcurrentHashMap<>();
  private final Future<?> asking;
  private volatile boolean stopping;

  LiveHashes(List<String> endpoints, ExecutorService threads) {
    asking = threads.submit(() -> ask(endpoints));
  }

  private void ask(List<String> endpoints) {
    try (PalisadeClient client = PalisadeClient.builder().endpoints(endpoints).build()) {
      while (!stopping) {
        for (String endpoint : endpoints) {
          note(client, endpoint);
        }
      }
    }
  }

  private void note(PalisadeClient client, String endpoint) {
    StateHash found;
    try {
      found = client.nodes().stateHash(endpoint);
    } catch (PalisadeException e) {
      return; // It is busy with something else.
    }
    String hash = HexFormat.of().formatHex(found.contentHash().toByteArray());
    String before = byIndex.putIfAbsent(found.appliedIndex(), hash);
    if (before != null && !before.equals(hash)) {
      throw new AssertionError(
          "entry " + found.appliedIndex() + ": " + hash + " at " + endpoint + ", was " + before);
    }
  }

  /** What replicas that had applied just this entry said; empty when none was heard then. */
  Optional<String> at(long index) {
    return Optional.ofNullable(byIndex.get(index));
  }

  @Override
  public String toString() {
    return byIndex.size() + " entries heard of";
  }

  /** Fails if two replicas differed. */
  @Override
  public void close() throws Exception {
    stopping = true;
    asking.get();
  }
}
