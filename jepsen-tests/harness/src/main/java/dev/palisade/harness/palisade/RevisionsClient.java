package dev.palisade.harness.palisade;

import dev.palisade.client.GetResult;
import dev.palisade.client.Hlc;
import dev.palisade.client.KeyValue;
import dev.palisade.client.PalisadeClient;
import dev.palisade.client.PalisadeException;
import dev.palisade.client.PutResult;
import dev.palisade.client.ReadOptions;
import dev.palisade.client.RefusedException;
import dev.palisade.client.Txn;
import dev.palisade.client.TxnResult;
import dev.palisade.harness.client.Client;
import dev.palisade.harness.client.Completion;
import dev.palisade.harness.client.Operation;
import java.time.Instant;
import java.util.List;
import java.util.Objects;

/** Notes the revision and the timestamp of all that it is told. */
final class RevisionsClient implements Client {
  private static final String PREFIX = "revisions/";

  private final PalisadeClient client;

  /** The highest timestamp that it was told; 0 for none. */
  private long newest;

  RevisionsClient(PalisadeClient client) {
    this.client = client;
  }

  @Override
  public Completion invoke(Operation operation) {
    try {
      return Completion.ok(
          switch (operation.f()) {
            case "put" -> put(PREFIX + operation.key(), String.valueOf(operation.value()));
            case "txn" -> txn(operation.list());
            case "get" -> get(PREFIX + operation.key());
            case "get-at" -> getAt(operation, ReadOptions.linearizable());
            case "stale-get-at" -> getAt(operation, ReadOptions.stale());
            default -> throw new IllegalArgumentException("revisions know no " + operation.f());
          });
    } catch (PalisadeException e) {
      // A read has no effect, whatever became of it.
      if (e instanceof RefusedException || operation.f().contains("get")) {
        return Completion.fail(operation.value(), String.valueOf(e.getMessage()));
      }
      throw e;
    }
  }

  private List<Long> put(String key, String value) {
    PutResult put = client.put(key, value);
    return told(put.revision(), put.hlc());
  }

  private List<Long> txn(List<?> keys) {
    Txn both = client.txn();
    keys.forEach(key -> both.thenPut(PREFIX + key, "both"));
    TxnResult done = both.commit();
    return told(done.revision(), done.hlc());
  }

  private List<Long> told(long revision, Hlc hlc) {
    newest = Math.max(newest, hlc.bits());
    return List.of(revision, hlc.bits());
  }

  private List<Long> get(String key) {
    GetResult read = client.get(key);
    read.kv().ifPresent(kv -> newest = Math.max(newest, kv.hlc().bits()));
    return List.of(read.revision(), versionOf(read), hlcOf(read));
  }

  /** As of so many milliseconds after the newest timestamp that this client was told. */
  private List<Long> getAt(Operation operation, ReadOptions options) {
    long offsetMillis = ((Number) Objects.requireNonNull(operation.value())).longValue();
    long base = newest == 0 ? Hlc.startOf(Instant.now()).bits() : newest;
    Hlc asOf = new Hlc(base + (offsetMillis << 16));
    GetResult read = client.get(PREFIX + operation.key(), options.atHlc(asOf));
    return List.of(read.revision(), versionOf(read), hlcOf(read), asOf.bits());
  }

  private static long versionOf(GetResult read) {
    return read.kv().map(KeyValue::modRevision).orElse(0L);
  }

  private static long hlcOf(GetResult read) {
    return read.kv().map(kv -> kv.hlc().bits()).orElse(0L);
  }

  @Override
  public void close() {
    client.close();
  }
}
