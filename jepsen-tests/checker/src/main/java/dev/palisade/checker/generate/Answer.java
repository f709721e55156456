package dev.palisade.checker.generate;

import dev.palisade.checker.history.OpType;
import org.jspecify.annotations.Nullable;

/**
 * How a call ends.
 *
 * @param type ok or fail
 * @param result the value of the completion
 */
public record Answer(OpType type, @Nullable Object result) {
  /** It took effect. */
  public static Answer ok(@Nullable Object result) {
    return new Answer(OpType.OK, result);
  }

  /** It took no effect. */
  public static Answer fail(@Nullable Object result) {
    return new Answer(OpType.FAIL, result);
  }
}
