package dev.palisade.harness.palisade;

import dev.palisade.checker.history.OpType;
import dev.palisade.client.CompareAndSetResult;
import dev.palisade.client.PalisadeClient;
import dev.palisade.client.PalisadeException;
import dev.palisade.client.RefusedException;
import dev.palisade.harness.client.Client;
import dev.palisade.harness.client.Completion;
import dev.palisade.harness.client.Operation;
import java.util.List;
import java.util.Map;

/** Registers as keys. */
final class RegisterClient implements Client {
  private final PalisadeClient client;

  RegisterClient(PalisadeClient client) {
    this.client = client;
  }

  @Override
  public Completion invoke(Operation operation) {
    String key = String.valueOf(operation.key());
    try {
      return switch (operation.f()) {
        case "read" -> Completion.ok(client.get(key).text().map(Long::valueOf).orElse(null));
        case "write" -> {
          client.put(key, String.valueOf(operation.value()));
          yield Completion.ok(operation.value());
        }
        case "cas" -> cas(key, operation.list());
        default -> throw new IllegalArgumentException("registers know no " + operation.f());
      };
    } catch (PalisadeException e) {
      // A read has no effect, whatever became of it.
      if (e instanceof RefusedException || operation.f().equals("read")) {
        return Completion.fail(operation.value(), String.valueOf(e.getMessage()));
      }
      throw e;
    }
  }

  private Completion cas(String key, List<?> change) {
    CompareAndSetResult result =
        client.compareAndSet(key, change.get(0).toString(), change.get(1).toString());
    return result.succeeded()
        ? Completion.ok(change)
        : new Completion(OpType.FAIL, change, Map.of());
  }

  @Override
  public void close() {
    client.close();
  }
}
