package dev.palisade.checker.model;

import dev.palisade.checker.history.Call;
import dev.palisade.checker.history.Outcome;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** What arguments and results must look like, in words that a user can act on. */
final class Shapes {
  private Shapes() {}

  /** Null if the call's function is one of these. */
  static @Nullable String functions(String model, Call call, List<String> known) {
    return known.contains(call.f())
        ? null
        : "a %s has no %s; it has %s".formatted(model, call.f(), String.join(", ", known));
  }

  /** Null if a value is a list of so many elements. */
  static @Nullable String list(String what, @Nullable Object value, int size) {
    return value instanceof List<?> list && list.size() == size
        ? null
        : "%s is %s, not a list of %d".formatted(what, value, size);
  }

  /** Null if a value is an integer. */
  static @Nullable String integer(String what, @Nullable Object value) {
    return value instanceof Long ? null : "%s is %s, not an integer".formatted(what, value);
  }

  /** Null if a value is an integer or absent. */
  static @Nullable String optionalInteger(String what, @Nullable Object value) {
    return value == null ? null : integer(what, value);
  }

  static @Nullable Object element(@Nullable Object list, int index) {
    return list instanceof List<?> elements ? elements.get(index) : null;
  }

  static long number(@Nullable Object value) {
    if (value instanceof Long number) {
      return number;
    }
    throw new IllegalArgumentException(value + " is not an integer");
  }

  static boolean answered(Call call) {
    return call.outcome() == Outcome.OK;
  }

  /** Observations that brought no answer, or one that is not known, say nothing. */
  static Relevance unlessUnanswered(
      Call call, boolean observation, NilRead nilRead, Relevance otherwise) {
    boolean unknown = !answered(call) || (call.result() == null && nilRead == NilRead.UNKNOWN);
    return observation && unknown ? Relevance.IRRELEVANT : otherwise;
  }

  /** Whether what was taken is known: an element, or that there was none. */
  static boolean tells(Call call, NilRead nilRead) {
    return answered(call) && !(call.result() == null && nilRead == NilRead.UNKNOWN);
  }

  /** Whether a value that was read agrees with the one that is there. */
  static boolean agrees(@Nullable Object read, @Nullable Object there, NilRead nilRead) {
    return Objects.equals(read, there) || (read == null && nilRead == NilRead.UNKNOWN);
  }
}
