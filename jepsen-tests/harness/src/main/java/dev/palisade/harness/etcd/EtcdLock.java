package dev.palisade.harness.etcd;

import dev.palisade.checker.history.OpType;
import dev.palisade.harness.client.Client;
import dev.palisade.harness.client.Completion;
import dev.palisade.harness.client.Operation;
import dev.palisade.harness.client.UnknownOutcome;
import dev.palisade.harness.etcd.EtcdGateway.EtcdException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Locks as keys of etcd that are there while a lock is held; the revision that made a key is the
 * token of its holder.
 */
final class EtcdLock implements Client {
  private final EtcdGateway etcd;
  private final int worker;
  private final Map<String, Long> held = new HashMap<>();

  EtcdLock(EtcdGateway etcd, int worker) {
    this.etcd = etcd;
    this.worker = worker;
  }

  @Override
  public Completion invoke(Operation operation) throws UnknownOutcome, InterruptedException {
    String lock = "lock/" + operation.key();
    return switch (operation.f()) {
      case "acquire" -> acquire(lock);
      case "release" -> release(lock);
      default -> throw new IllegalArgumentException("locks know no " + operation.f());
    };
  }

  private Completion acquire(String lock) throws UnknownOutcome, InterruptedException {
    String key = EtcdGateway.base64(lock);
    Map<String, ?> absent =
        Map.of("key", key, "target", "CREATE", "result", "EQUAL", "createRevision", "0");
    Map<String, ?> put =
        Map.of("requestPut", Map.of("key", key, "value", EtcdGateway.base64("w" + worker)));
    try {
      Map<?, ?> answer =
          etcd.call("kv/txn", Map.of("compare", List.of(absent), "success", List.of(put)));
      if (!Boolean.TRUE.equals(answer.get("succeeded"))) {
        return Completion.fail(null, "held");
      }
      long token =
          answer.get("header") instanceof Map<?, ?> header
              ? EtcdGateway.number(header, "revision")
              : 0;
      held.put(lock, token);
      return new Completion(OpType.OK, token, Map.of("fence", lock, "token", token));
    } catch (EtcdException e) {
      return ended(e, Map.of("fence", lock));
    }
  }

  private Completion release(String lock) throws UnknownOutcome, InterruptedException {
    Long token = held.remove(lock);
    if (token == null) {
      return Completion.fail(null, "not held");
    }
    String key = EtcdGateway.base64(lock);
    Map<String, ?> own =
        Map.of(
            "key",
            key,
            "target",
            "CREATE",
            "result",
            "EQUAL",
            "createRevision",
            Long.toString(token));
    Map<String, ?> delete = Map.of("requestDeleteRange", Map.of("key", key));
    Map<String, Object> noted = Map.of("fence", lock, "token", token);
    try {
      Map<?, ?> answer =
          etcd.call("kv/txn", Map.of("compare", List.of(own), "success", List.of(delete)));
      boolean freed = Boolean.TRUE.equals(answer.get("succeeded"));
      return new Completion(freed ? OpType.OK : OpType.FAIL, token, noted);
    } catch (EtcdException e) {
      if (e.isCertain()) {
        held.put(lock, token);
      }
      return ended(e, noted);
    }
  }

  private static Completion ended(EtcdException e, Map<String, Object> noted)
      throws UnknownOutcome {
    String message = String.valueOf(e.getMessage());
    if (!e.isCertain()) {
      throw new UnknownOutcome(message, noted, e);
    }
    Map<String, Object> failed = new HashMap<>(noted);
    failed.put("error", message);
    return new Completion(OpType.FAIL, null, failed);
  }

  @Override
  public void close() {
    etcd.close();
  }
}
