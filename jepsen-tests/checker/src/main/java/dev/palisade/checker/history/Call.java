package dev.palisade.checker.history;

import dev.palisade.checker.value.Unread;
import org.jspecify.annotations.Nullable;

/**
 * An operation as a whole: its invocation and, where there is one, its completion. This is what a
 * model steps over.
 *
 * @param invokedAt position of the invocation in its history
 * @param completedAt position of the {@code ok} or {@code fail}; {@link #NEVER} when the outcome is
 *     unknown, so that a crashed call overlaps everything after it
 * @param process who did it
 * @param f the function
 * @param key the object that it works on, or null
 * @param argument the value of the invocation
 * @param result the value of the completion; null when the outcome is unknown
 * @param outcome how it ended
 */
public record Call(
    int invokedAt,
    int completedAt,
    int process,
    String f,
    @Nullable Object key,
    @Nullable Object argument,
    @Nullable Object result,
    Outcome outcome) {

  /** The completion of a call that has none: after every position of a history. */
  public static final int NEVER = Integer.MAX_VALUE;

  /** The process of an anonymous call. */
  public static final int NOBODY = -1;

  /** The same call without process and positions: what the default of a model steps over. */
  public Call anonymous() {
    return new Call(0, NEVER, NOBODY, f, key, argument, result, outcome);
  }

  /** The same call, of unknown outcome. */
  public Call crashed() {
    return new Call(invokedAt, NEVER, process, f, key, argument, null, Outcome.UNKNOWN);
  }

  /** The same call with another argument. */
  public Call withArgument(@Nullable Object other) {
    return new Call(invokedAt, completedAt, process, f, key, other, result, outcome);
  }

  /** Whether this call ended before the other began, so that it must come first in any order. */
  public boolean precedes(Call other) {
    return completedAt < other.invokedAt;
  }

  /** The first of key, argument and answer that was not understood; null if all were. */
  public @Nullable Unread unread() {
    Unread ofKey = Unread.within(key);
    Unread ofArgument = ofKey == null ? Unread.within(argument) : ofKey;
    return ofArgument == null ? Unread.within(result) : ofArgument;
  }

  @Override
  public String toString() {
    String on = key == null ? "" : " " + key;
    String answer =
        switch (outcome) {
          case OK -> result == null || result.equals(argument) ? "" : " → " + result;
          case FAILED ->
              " failed" + (result == null || result.equals(argument) ? "" : " " + result);
          case UNKNOWN -> " (unknown)";
        };
    return (process == NOBODY ? "" : process + " ")
        + f
        + on
        + (argument == null ? "" : " " + argument)
        + answer;
  }
}
