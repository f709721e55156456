package dev.palisade.harness.generator;

import dev.palisade.harness.client.Operation;
import java.util.List;

/** A list of operations, from one on. */
record Several(List<Operation> operations, int at) implements Generator {
  @Override
  public Next next(Context context) {
    if (at >= operations.size()) {
      return new Next.Exhausted();
    }
    return context.free().isEmpty()
        ? new Next.Pending(Long.MAX_VALUE, this)
        : new Next.Invoke(
            context.free().first(), operations.get(at), new Several(operations, at + 1));
  }
}
