package dev.palisade.harness.palisade;

import dev.palisade.client.GetResult;
import dev.palisade.client.KeyValue;
import dev.palisade.client.PalisadeClient;
import dev.palisade.client.PalisadeException;
import dev.palisade.client.PutResult;
import dev.palisade.client.RefusedException;
import dev.palisade.client.Txn;
import dev.palisade.client.TxnResult;
import dev.palisade.harness.client.Client;
import dev.palisade.harness.client.Completion;
import dev.palisade.harness.client.Operation;
import java.util.List;

/** Notes the revision and the timestamp of all that it is told. */
final class RevisionsClient implements Client {
  private static final String PREFIX = "revisions/";

  private final PalisadeClient client;

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
            default -> throw new IllegalArgumentException("revisions know no " + operation.f());
          });
    } catch (PalisadeException e) {
      // A read has no effect, whatever became of it.
      if (e instanceof RefusedException || operation.f().equals("get")) {
        return Completion.fail(operation.value(), String.valueOf(e.getMessage()));
      }
      throw e;
    }
  }

  private List<Long> put(String key, String value) {
    PutResult put = client.put(key, value);
    return List.of(put.revision(), put.hlc().bits());
  }

  private List<Long> txn(List<?> keys) {
    Txn both = client.txn();
    keys.forEach(key -> both.thenPut(PREFIX + key, "both"));
    TxnResult done = both.commit();
    return List.of(done.revision(), done.hlc().bits());
  }

  private List<Long> get(String key) {
    GetResult read = client.get(key);
    long version = read.kv().map(KeyValue::modRevision).orElse(0L);
    return List.of(read.revision(), version, read.kv().map(kv -> kv.hlc().bits()).orElse(0L));
  }

  @Override
  public void close() {
    client.close();
  }
}
