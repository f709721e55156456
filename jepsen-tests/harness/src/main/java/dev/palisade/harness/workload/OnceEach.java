package dev.palisade.harness.workload;

import dev.palisade.harness.client.Operation;
import dev.palisade.harness.generator.Generator;
import dev.palisade.harness.generator.Generators;
import java.util.List;

/** Operations without an argument, done on each of many keys. */
final class OnceEach {
  private OnceEach() {}

  /** On each until it succeeds. */
  static Generator of(String f, List<Object> keys) {
    return Generators.eachUntilOk(operations(f, keys));
  }

  /** On each once, whatever comes of it. */
  static Generator tried(String f, List<Object> keys) {
    return Generators.list(operations(f, keys));
  }

  private static List<Operation> operations(String f, List<Object> keys) {
    return keys.stream().map(key -> new Operation(f, key, null)).toList();
  }
}
