package dev.palisade.checker.history;

import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Histories of many objects whose values are {@code [key value]}, as Jepsen's independent workloads
 * write them.
 */
public final class KeyedValues {
  private static final int PAIR = 2;

  private KeyedValues() {}

  /**
   * The history with keys and values apart, if it can only be meant so: no event has a key of its
   * own, every value is a pair whose key stays the same from the invocation to the end, and either
   * some call asks {@code [key nil]} and is answered, or some {@code cas} is {@code [key [from
   * to]]}. Otherwise empty.
   */
  public static Optional<History> detect(History history) {
    boolean isMeant = false;
    for (int at = 0; at < history.size(); at++) {
      if (history.key(at) != null || !isPair(history, at)) {
        return Optional.empty();
      }
      isMeant |= history.type(at) == OpType.INVOKE && showsKey(history, at);
    }
    return isMeant ? Optional.of(split(history)) : Optional.empty();
  }

  /**
   * The history with keys and values apart.
   *
   * @throws NotUnderstoodException if a value is no pair, or changes its key
   */
  public static History split(History history) {
    History.Builder keyed = History.builderLike(history);
    for (int at = 0; at < history.size(); at++) {
      if (!isPair(history, at)) {
        throw new NotUnderstoodException(
            history.line(at),
            "value "
                + history.value(at)
                + " is no pair of a key and a value, or has another key than its invocation");
      }
      keyed.add(history.line(at), apart(history, at));
    }
    return keyed.build();
  }

  private static Op apart(History history, int at) {
    Op op = history.op(at);
    boolean lost = op.value() == null;
    return new Op(
        op.index(),
        op.process(),
        op.type(),
        op.f(),
        part(history, lost ? history.partner(at) : at, 0),
        lost ? null : part(history, at, 1),
        op.timeNanos(),
        op.extra());
  }

  /** Whether the value is a pair, with the key of the invocation; a crash may have lost it. */
  private static boolean isPair(History history, int at) {
    Object value = history.value(at);
    boolean begins = history.type(at) == OpType.INVOKE;
    if (value == null && !begins && history.type(at) != OpType.OK) {
      return true;
    }
    Object key = part(history, at, 0);
    return key != null && (begins || key.equals(part(history, history.partner(at), 0)));
  }

  private static boolean showsKey(History history, int at) {
    int end = history.partner(at);
    if (history.f(at).equals("cas")) {
      return part(history, at, 1) instanceof List<?> swap && swap.size() == PAIR;
    }
    return part(history, at, 1) == null && end != History.NONE && history.type(end) == OpType.OK;
  }

  private static @Nullable Object part(History history, int at, int index) {
    return history.value(at) instanceof List<?> pair && pair.size() == PAIR
        ? pair.get(index)
        : null;
  }
}
