package dev.palisade.checker.check;

import dev.palisade.checker.check.LookedAt.Others;
import dev.palisade.checker.history.Call;
import dev.palisade.checker.history.History;
import dev.palisade.checker.history.Outcome;
import dev.palisade.checker.value.Tagged;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What goes in comes out: {@code enqueue v}, {@code dequeue}, and {@code drain}, which answers a
 * list of all that it took; emptied at the end. An acknowledged element that never came out is
 * <em>lost</em>; one that came out more often than it was tried to be put in is
 * <em>duplicated</em>, or <em>unexpected</em> if it never was; one whose enqueue crashed and that
 * came out is <em>recovered</em>, which is allowed. Order does not matter.
 */
public record TotalQueue() implements HistoryCheck {
  private static final Set<String> FUNCTIONS = Set.of("enqueue", "dequeue", "drain");

  private static final class Count {
    long tried;
    long acknowledged;
    long taken;
    boolean failed;
  }

  @Override
  public String name() {
    return "total-queue";
  }

  @Override
  public Report check(History history) {
    Report.Notes notes = new Report.Notes(name());
    Tally tally = new Tally();
    for (Call call : LookedAt.calls(history, notes, FUNCTIONS, Others.MATTER)) {
      tally.add(notes, history.line(call.invokedAt()), call);
    }
    notes.judged(tally.counts.size());
    for (Map.Entry<@Nullable Object, Count> each : tally.counts.entrySet()) {
      judge(notes, each.getKey(), each.getValue(), tally.crashedDequeue);
    }
    return notes.report();
  }

  /** What went in and came out. */
  private static final class Tally {
    final Map<@Nullable Object, Count> counts = new LinkedHashMap<>();
    boolean crashedDequeue;

    void add(Report.Notes notes, int line, Call call) {
      boolean done = call.outcome() == Outcome.OK;
      if (call.f().equals("enqueue")) {
        Count count = of(call.argument());
        count.failed |= call.outcome() == Outcome.FAILED;
        count.tried += call.outcome() == Outcome.FAILED ? 0 : 1;
        count.acknowledged += done ? 1 : 0;
      } else if (call.outcome() == Outcome.UNKNOWN) {
        crashedDequeue = true;
      } else if (done && call.f().equals("dequeue")) {
        if (call.result() != null) {
          of(call.result()).taken++;
        }
      } else if (done && Tagged.untagged(call.result()) instanceof Collection<?> drained) {
        drained.forEach(element -> of(element).taken++);
      } else if (done) {
        notes.notUnderstood(line, "drain answers " + call.result() + ", not a list of elements");
      }
    }

    private Count of(@Nullable Object element) {
      return counts.computeIfAbsent(element, _ -> new Count());
    }
  }

  private static void judge(
      Report.Notes notes, @Nullable Object element, Count count, boolean crashedDequeue) {
    notes.count("acknowledged", count.acknowledged);
    notes.count("recovered", Math.max(0, Math.min(count.taken, count.tried) - count.acknowledged));
    if (count.tried == 0 && count.taken > 0) {
      notes.invalid(
          "unexpected",
          element
              + (count.failed
                  ? " came out, and all that put it in failed"
                  : " came out and nobody put it in"));
    } else if (count.taken > count.tried) {
      notes.invalid(
          "duplicated",
          "%s came out %d times and was put in %d times"
              .formatted(element, count.taken, count.tried));
    } else if (count.taken < count.acknowledged && crashedDequeue) {
      notes.unknown(
          "lost or taken by a crashed dequeue",
          element + " never came out, or to a client that crashed");
    } else if (count.taken < count.acknowledged) {
      notes.invalid("lost", element + " was acknowledged and never came out");
    }
  }
}
