package dev.palisade.checker.history;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * One event of a history: a process invokes an operation, or learns how it ended.
 *
 * <p>Values are plain data that compare by {@code equals}: {@code null}, {@code Boolean}, {@code
 * String}, {@code Character}, numbers in the representation of {@link
 * dev.palisade.checker.value.Exact} (a {@code Long} for all integers that have a place there), the
 * records of {@link dev.palisade.checker.value}, and {@code List}, {@code Set} and {@code Map} of
 * these.
 *
 * @param index position that the recorder gave; rises strictly in a history; {@link #UNNUMBERED}
 *     where there is none
 * @param process the client, 0 or more; it does one operation at a time
 * @param type what this event says
 * @param f the function, such as {@code read}
 * @param key the object that it works on, null where there is only one
 * @param value the argument of an invocation, the answer of a completion
 * @param timeNanos when, on the recorder's clock; {@link #NO_TIME} where it did not say
 * @param extra whatever else the recorder noted
 */
public record Op(
    int index,
    int process,
    OpType type,
    String f,
    @Nullable Object key,
    @Nullable Object value,
    long timeNanos,
    Map<String, Object> extra) {

  /** The index of an event whose recorder did not number it. */
  public static final int UNNUMBERED = -1;

  /** The time of an event whose recorder did not note it. */
  public static final long NO_TIME = -1;

  /** An event without number, key, time or anything extra. */
  public static Op of(int process, OpType type, String f, @Nullable Object value) {
    return new Op(UNNUMBERED, process, type, f, null, value, NO_TIME, Map.of());
  }

  /** The same event on an object. */
  public Op onKey(@Nullable Object otherKey) {
    return new Op(index, process, type, f, otherKey, value, timeNanos, extra);
  }
}
