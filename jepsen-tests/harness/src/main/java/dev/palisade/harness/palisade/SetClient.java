package dev.palisade.harness.palisade;

import dev.palisade.client.Bytes;
import dev.palisade.client.KeyRange;
import dev.palisade.client.KeyValue;
import dev.palisade.client.PalisadeClient;
import dev.palisade.client.PalisadeException;
import dev.palisade.client.RangeQuery;
import dev.palisade.client.RangeResult;
import dev.palisade.client.ReadOptions;
import dev.palisade.client.RefusedException;
import dev.palisade.harness.client.Client;
import dev.palisade.harness.client.Completion;
import dev.palisade.harness.client.Operation;
import java.util.ArrayList;
import java.util.List;

/** Sets as prefixes, each element a key below. */
final class SetClient implements Client {
  private static final String PREFIX = "set/";

  private final PalisadeClient client;

  SetClient(PalisadeClient client) {
    this.client = client;
  }

  @Override
  public Completion invoke(Operation operation) {
    try {
      return switch (operation.f()) {
        case "add" -> {
          client.put(PREFIX + operation.key() + "/" + operation.value(), "");
          yield Completion.ok(operation.value());
        }
        case "read" -> Completion.ok(elements(PREFIX + operation.key() + "/"));
        case "final" -> Completion.ok(elements(PREFIX));
        default -> throw new IllegalArgumentException("sets know no " + operation.f());
      };
    } catch (PalisadeException e) {
      // A read has no effect, whatever became of it.
      if (e instanceof RefusedException || !operation.f().equals("add")) {
        return Completion.fail(operation.value(), String.valueOf(e.getMessage()));
      }
      throw e;
    }
  }

  /** All pages of one revision. */
  private List<Long> elements(String prefix) {
    List<Long> elements = new ArrayList<>();
    KeyRange left = KeyRange.prefix(prefix);
    ReadOptions options = ReadOptions.linearizable();
    while (true) {
      RangeResult page = client.range(RangeQuery.over(left).keysOnly(), options);
      for (KeyValue kv : page.kvs()) {
        String key = kv.key().asText();
        elements.add(Long.valueOf(key.substring(key.lastIndexOf('/') + 1)));
      }
      if (!page.more()) {
        return elements;
      }
      options = ReadOptions.linearizable().atRevision(page.revision());
      Bytes afterLast = Bytes.of(page.kvs().getLast().key().asText() + "\0");
      left = KeyRange.between(afterLast, Bytes.of(endOf(prefix)));
    }
  }

  /** The first text behind all that begin so; prefixes end with a slash, which a zero follows. */
  private static String endOf(String prefix) {
    return prefix.substring(0, prefix.length() - 1) + "0";
  }

  @Override
  public void close() {
    client.close();
  }
}
