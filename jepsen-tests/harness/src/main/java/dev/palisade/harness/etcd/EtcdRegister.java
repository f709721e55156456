package dev.palisade.harness.etcd;

import dev.palisade.checker.history.OpType;
import dev.palisade.harness.client.Client;
import dev.palisade.harness.client.Completion;
import dev.palisade.harness.client.Operation;
import dev.palisade.harness.etcd.EtcdGateway.EtcdException;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Registers as keys of etcd: linearizable reads, puts, and transactions that compare a value. */
final class EtcdRegister implements Client {
  private final EtcdGateway etcd;

  EtcdRegister(EtcdGateway etcd) {
    this.etcd = etcd;
  }

  @Override
  public Completion invoke(Operation operation) throws EtcdException, InterruptedException {
    String key = EtcdGateway.base64(String.valueOf(operation.key()));
    try {
      return switch (operation.f()) {
        case "read" -> Completion.ok(read(key));
        case "write" -> {
          etcd.call("kv/put", Map.of("key", key, "value", bytes(operation.value())));
          yield Completion.ok(operation.value());
        }
        case "cas" -> cas(key, operation.list());
        default -> throw new IllegalArgumentException("registers know no " + operation.f());
      };
    } catch (EtcdException e) {
      // A read has no effect, whatever became of it.
      if (e.isCertain() || operation.f().equals("read")) {
        return Completion.fail(operation.value(), String.valueOf(e.getMessage()));
      }
      throw e;
    }
  }

  private static String bytes(@Nullable Object value) {
    return EtcdGateway.base64(String.valueOf(value));
  }

  private @Nullable Object read(String key) throws EtcdException, InterruptedException {
    Map<?, ?> answer = etcd.call("kv/range", Map.of("key", key));
    if (answer.get("kvs") instanceof List<?> kvs && kvs.getFirst() instanceof Map<?, ?> kv) {
      byte[] value = Base64.getDecoder().decode(String.valueOf(kv.get("value")));
      return Long.valueOf(new String(value, StandardCharsets.UTF_8));
    }
    return null;
  }

  private Completion cas(String key, List<?> change) throws EtcdException, InterruptedException {
    Map<String, ?> compare =
        Map.of("key", key, "target", "VALUE", "result", "EQUAL", "value", bytes(change.get(0)));
    Map<String, ?> put = Map.of("requestPut", Map.of("key", key, "value", bytes(change.get(1))));
    Map<?, ?> answer =
        etcd.call("kv/txn", Map.of("compare", List.of(compare), "success", List.of(put)));
    return Boolean.TRUE.equals(answer.get("succeeded"))
        ? Completion.ok(change)
        : new Completion(OpType.FAIL, change, Map.of());
  }

  @Override
  public void close() {
    etcd.close();
  }
}
