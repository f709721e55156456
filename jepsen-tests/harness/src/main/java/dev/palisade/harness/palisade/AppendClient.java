package dev.palisade.harness.palisade;

import dev.palisade.client.Bytes;
import dev.palisade.client.KeyRange;
import dev.palisade.client.KeyValue;
import dev.palisade.client.PalisadeClient;
import dev.palisade.client.PalisadeException;
import dev.palisade.client.RefusedException;
import dev.palisade.harness.client.Client;
import dev.palisade.harness.client.Completion;
import dev.palisade.harness.client.Operation;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Lists as texts, appended to by transactions that compare the revision that was read. */
final class AppendClient implements Client {
  private static final String PREFIX = "append/";

  private final PalisadeClient client;

  AppendClient(PalisadeClient client) {
    this.client = client;
  }

  @Override
  public Completion invoke(Operation operation) {
    String key = PREFIX + operation.key();
    try {
      return switch (operation.f()) {
        case "read" -> Completion.ok(list(client.get(key).kv()));
        case "final" -> Completion.ok(lists());
        case "append" -> append(key, operation.value());
        default -> throw new IllegalArgumentException("lists know no " + operation.f());
      };
    } catch (PalisadeException e) {
      // A read has no effect, whatever became of it.
      if (e instanceof RefusedException || !operation.f().equals("append")) {
        return Completion.fail(operation.value(), String.valueOf(e.getMessage()));
      }
      throw e;
    }
  }

  private Completion append(String key, @Nullable Object element) {
    Optional<KeyValue> before = client.get(key).kv();
    String longer = before.map(kv -> kv.value().asText() + " ").orElse("") + element;
    boolean appended =
        client
            .txn()
            .ifModRevisionEquals(key, before.map(KeyValue::modRevision).orElse(0L))
            .thenPut(key, longer)
            .commit()
            .succeeded();
    return appended ? Completion.ok(element) : Completion.fail(element, "changed meanwhile");
  }

  private static List<Long> list(Optional<KeyValue> kv) {
    return kv.map(found -> Arrays.stream(found.value().asText().split(" ")))
        .map(words -> words.map(Long::valueOf).toList())
        .orElse(List.of());
  }

  private Map<String, List<Long>> lists() {
    Map<String, List<Long>> lists = new TreeMap<>();
    for (KeyValue kv : client.range(KeyRange.prefix(Bytes.of(PREFIX))).kvs()) {
      lists.put(kv.key().asText().substring(PREFIX.length()), list(Optional.of(kv)));
    }
    return lists;
  }

  @Override
  public void close() {
    client.close();
  }
}
