package dev.palisade.checker.check;

import dev.palisade.checker.history.History;
import dev.palisade.checker.history.OpType;

/**
 * A counter that begins at 0, with {@code add n} and {@code read}. While a read is open the counter
 * is at least what was surely added before it began, and at most what may have been added when it
 * ended; a read outside of these bounds is wrong.
 */
public record CounterBounds() implements HistoryCheck {
  @Override
  public String name() {
    return "counter";
  }

  @Override
  public Report check(History history) {
    Report.Notes notes = new Report.Notes(name());
    long lowest = 0;
    long highest = 0;
    long[] lowestAtInvocation = new long[history.size()];
    for (int at = 0; at < history.size(); at++) {
      OpType type = history.type(at);
      boolean isAdd = history.f(at).equals("add");
      int partner = history.partner(at);
      lowestAtInvocation[at] = lowest;
      if (isAdd && type == OpType.INVOKE) {
        boolean fails = partner != History.NONE && history.type(partner) == OpType.FAIL;
        long amount = amount(history, at);
        if (!fails) {
          highest += Math.max(0, amount);
          lowest += Math.min(0, amount);
        }
      } else if (isAdd && type == OpType.OK) {
        long amount = amount(history, partner);
        lowest += Math.max(0, amount);
        highest += Math.min(0, amount);
      } else if (type == OpType.OK && history.value(at) instanceof Long read) {
        notes.count("reads", 1);
        long least = leastWhileOpen(history, partner, at, lowestAtInvocation[partner]);
        if (read < least || read > highest) {
          notes.invalid(
              "wrong",
              "the read of line %d gives %d; possible was %d to %d"
                  .formatted(history.line(at), read, least, highest),
              history.line(at));
        }
      }
    }
    return notes.report();
  }

  /** Negative adds that begin while the read is open may count. */
  private static long leastWhileOpen(History history, int from, int to, long atInvocation) {
    long least = atInvocation;
    for (int at = from + 1; at < to; at++) {
      if (history.type(at) == OpType.INVOKE && history.f(at).equals("add")) {
        least += Math.min(0, amount(history, at));
      }
    }
    return least;
  }

  private static long amount(History history, int at) {
    return history.value(at) instanceof Long amount ? amount : 0;
  }
}
