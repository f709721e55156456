package dev.palisade.harness.workload;

import dev.palisade.harness.client.Operation;
import dev.palisade.harness.generator.Generator;
import dev.palisade.harness.generator.Generators;
import java.util.List;

/** Operations that are done once on each of many keys. */
final class OnceEach {
  private OnceEach() {}

  /** Without an argument. */
  static Generator of(String f, List<Object> keys) {
    return Generators.list(keys.stream().map(key -> new Operation(f, key, null)).toList());
  }
}
