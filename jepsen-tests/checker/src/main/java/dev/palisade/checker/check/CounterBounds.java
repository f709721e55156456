package dev.palisade.checker.check;

import dev.palisade.checker.check.LookedAt.Others;
import dev.palisade.checker.history.Call;
import dev.palisade.checker.history.History;
import dev.palisade.checker.history.OpType;
import dev.palisade.checker.history.Outcome;
import dev.palisade.checker.value.Ratio;
import java.util.Set;

/**
 * A counter that begins at 0, with {@code add n} and {@code read}. While a read is open the counter
 * is at least what was surely added before it began, and at most what may have been added when it
 * ended; a read outside of these bounds is wrong. Numbers are added exactly, of whatever kind.
 */
public record CounterBounds() implements HistoryCheck {
  private static final String ADD = "add";

  @Override
  public String name() {
    return "counter";
  }

  @Override
  public Report check(History history) {
    Report.Notes notes = new Report.Notes(name());
    for (Call call : LookedAt.calls(history, notes, Set.of(ADD, "read"), Others.MATTER)) {
      boolean counts = call.f().equals(ADD) && call.outcome() != Outcome.FAILED;
      if (counts && Ratio.of(call.argument()) == null) {
        notes.notUnderstood(
            history.line(call.invokedAt()), "add " + call.argument() + " adds no number");
      }
    }
    new Bounds(history, notes).follow();
    return notes.report();
  }

  /** The least and the most that may be counted, from event to event. */
  private static final class Bounds {
    private final History history;
    private final Report.Notes notes;
    private final Ratio[] lowestAtInvocation;
    private Ratio lowest = Ratio.ZERO;
    private Ratio highest = Ratio.ZERO;

    Bounds(History history, Report.Notes notes) {
      this.history = history;
      this.notes = notes;
      this.lowestAtInvocation = new Ratio[history.size()];
    }

    void follow() {
      for (int at = 0; at < history.size(); at++) {
        lowestAtInvocation[at] = lowest;
        OpType type = history.type(at);
        int partner = history.partner(at);
        if (history.f(at).equals(ADD)) {
          if (type == OpType.INVOKE && !fails(at)) {
            highest = highest.plus(above(amount(at)));
            lowest = lowest.plus(below(amount(at)));
          } else if (type == OpType.OK) {
            lowest = lowest.plus(above(amount(partner)));
            highest = highest.plus(below(amount(partner)));
          }
        } else if (history.f(at).equals("read") && type == OpType.OK && history.value(at) != null) {
          judge(at, partner);
        }
      }
    }

    private void judge(int at, int invokedAt) {
      Ratio read = Ratio.of(history.value(at));
      if (read == null) {
        notes.notUnderstood(
            history.line(at), "read answers " + history.value(at) + ", which is no number");
        return;
      }
      notes.count("reads", 1);
      notes.judged(1);
      Ratio least = leastWhileOpen(invokedAt, at);
      if (read.compareTo(least) < 0 || read.compareTo(highest) > 0) {
        notes.invalid(
            "wrong",
            "the read of line %d gives %s; possible was %s to %s"
                .formatted(history.line(at), read, least, highest),
            history.line(at));
      }
    }

    /** Negative adds that begin while the read is open may count. */
    private Ratio leastWhileOpen(int from, int to) {
      Ratio least = lowestAtInvocation[from];
      for (int at = from + 1; at < to; at++) {
        if (history.type(at) == OpType.INVOKE && history.f(at).equals(ADD) && !fails(at)) {
          least = least.plus(below(amount(at)));
        }
      }
      return least;
    }

    private boolean fails(int invocation) {
      int end = history.partner(invocation);
      return end != History.NONE && history.type(end) == OpType.FAIL;
    }

    private Ratio amount(int invocation) {
      Ratio amount = Ratio.of(history.value(invocation));
      return amount == null ? Ratio.ZERO : amount;
    }

    private static Ratio above(Ratio amount) {
      return amount.signum() > 0 ? amount : Ratio.ZERO;
    }

    private static Ratio below(Ratio amount) {
      return amount.signum() < 0 ? amount : Ratio.ZERO;
    }
  }
}
