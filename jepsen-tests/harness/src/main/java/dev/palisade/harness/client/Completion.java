package dev.palisade.harness.client;

import dev.palisade.checker.history.OpType;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * How an operation ended, as far as its client knows.
 *
 * @param type {@code OK}, or {@code FAIL} when it certainly took no effect
 * @param value the answer; after a failure, what the refusal told, or the argument
 * @param extra what else is worth noting, as {@code node}, {@code term}, {@code token} or {@code
 *     error}
 */
public record Completion(OpType type, @Nullable Object value, Map<String, Object> extra) {
  /**
   * When a client that is a process of its own really began an operation, by {@link
   * System#nanoTime}; in the history the same as a time of the run. Only where that clock is one
   * for all processes.
   */
  public static final String INVOKED = "invoked";

  /** When such a client knew how the operation had ended. */
  public static final String COMPLETED = "completed";

  public Completion {
    if (type != OpType.OK && type != OpType.FAIL) {
      throw new IllegalArgumentException(
          "an operation ends with OK or FAIL, not " + type + "; throw when nobody knows");
    }
    extra = Map.copyOf(extra);
  }

  /** It took effect, and this is the answer. */
  public static Completion ok(@Nullable Object value) {
    return new Completion(OpType.OK, value, Map.of());
  }

  /** It certainly took no effect, and this is why. */
  public static Completion fail(@Nullable Object value, String error) {
    return new Completion(OpType.FAIL, value, Map.of("error", error));
  }
}
