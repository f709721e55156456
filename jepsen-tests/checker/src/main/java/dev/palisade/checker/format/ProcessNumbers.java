package dev.palisade.checker.format;

import dev.palisade.checker.history.History;
import dev.palisade.checker.history.MalformedHistoryException;
import dev.palisade.checker.value.Keyword;
import java.math.BigInteger;
import java.util.HashMap;
import java.util.Map;
import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;

/**
 * Gives each client its number: the one that the file says, or one from {@link #FIRST_NAMED} on for
 * a client that has a name, or a number too large. Not thread-safe.
 */
final class ProcessNumbers {
  /** The number of the first client that has a name. */
  static final int FIRST_NAMED = 2_000_000_000;

  private final History.Builder history;
  private final Map<Object, Integer> named = new HashMap<>();

  /**
   * @param history is told the names
   */
  ProcessNumbers(History.Builder history) {
    this.history = history;
  }

  /** The number of a process; empty for the nemesis, which is no client. */
  OptionalInt of(int line, @Nullable Object process) {
    if (process instanceof Long number && number < FIRST_NAMED) {
      if (number < 0) {
        throw new MalformedHistoryException(
            line, "process is " + number + "; expected 0 or more, or a name");
      }
      return OptionalInt.of(number.intValue());
    }
    if ("nemesis".equals(Keyword.nameOf(process))) {
      return OptionalInt.empty();
    }
    boolean names =
        process instanceof Long
            || process instanceof BigInteger integer && integer.signum() > 0
            || Keyword.nameOf(process) != null
            || process instanceof Character;
    if (process == null || !names) {
      throw new MalformedHistoryException(
          line, "process is " + process + "; expected a number from 0 on, or a name");
    }
    Integer known = named.get(process);
    if (known == null) {
      known = FIRST_NAMED + named.size();
      named.put(process, known);
      history.named(known, process);
    }
    return OptionalInt.of(known);
  }
}
