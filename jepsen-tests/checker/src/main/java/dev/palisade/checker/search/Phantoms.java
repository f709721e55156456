package dev.palisade.checker.search;

import dev.palisade.checker.history.Call;
import dev.palisade.checker.model.RegisterAccess;
import dev.palisade.checker.model.RegisterAccess.Access;
import dev.palisade.checker.model.RegisterAccess.Excluded;
import dev.palisade.checker.model.RegisterAccess.Read;
import dev.palisade.checker.model.RegisterAccess.Swap;
import dev.palisade.checker.model.RegisterAccess.Write;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Finds calls that saw a value which nobody had begun to write: no order can explain them. */
final class Phantoms {
  /** The answer where there are none. */
  static final int NONE = -1;

  private Phantoms() {}

  /** The first such call to complete, or {@link #NONE}; takes O(n). */
  static int first(Problem<?> problem, RegisterAccess<?> register) {
    Map<@Nullable Object, Integer> firstWritten = new HashMap<>();
    firstWritten.put(register.initialValue(), -1);
    for (Call call : problem.calls()) {
      switch (register.access(call)) {
        case Write(Object value) -> firstWritten.putIfAbsent(value, call.invokedAt());
        case Swap(Object from, Object to) -> firstWritten.putIfAbsent(to, call.invokedAt());
        case Read read -> {}
        case Excluded excluded -> {}
      }
    }
    int first = NONE;
    for (int call = 0; call < problem.size(); call++) {
      int deadline = problem.deadline(call);
      boolean earlier = first == NONE || deadline < problem.deadline(first);
      if (problem.required()[call]
          && earlier
          && seesUnwritten(register.access(problem.calls().get(call)), firstWritten, deadline)) {
        first = call;
      }
    }
    return first;
  }

  private static boolean seesUnwritten(
      Access access, Map<@Nullable Object, Integer> firstWritten, int deadline) {
    return switch (access) {
      case Read(Object value) -> firstWritten.getOrDefault(value, deadline) >= deadline;
      case Swap(Object from, Object to) -> firstWritten.getOrDefault(from, deadline) >= deadline;
      case Write write -> false;
      case Excluded excluded -> false;
    };
  }
}
