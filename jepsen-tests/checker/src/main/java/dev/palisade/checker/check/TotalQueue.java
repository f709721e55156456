package dev.palisade.checker.check;

import dev.palisade.checker.history.Call;
import dev.palisade.checker.history.History;
import dev.palisade.checker.history.Outcome;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * What goes in comes out: {@code enqueue v} and {@code dequeue}, emptied at the end. An
 * acknowledged element that never came out is <em>lost</em>; one that came out more often than it
 * was tried to be put in is <em>duplicated</em>, or <em>unexpected</em> if it never was; one whose
 * enqueue crashed and that came out is <em>recovered</em>, which is allowed. Order does not matter.
 */
public record TotalQueue() implements HistoryCheck {
  private static final class Count {
    long tried;
    long acknowledged;
    long taken;
  }

  @Override
  public String name() {
    return "total-queue";
  }

  @Override
  public Report check(History history) {
    Report.Notes notes = new Report.Notes(name());
    Map<Object, Count> counts = new LinkedHashMap<>();
    boolean crashedDequeue = false;
    for (Call call : history.calls()) {
      boolean done = call.outcome() == Outcome.OK;
      Object in = call.argument();
      Object out = call.result();
      if (call.f().equals("enqueue") && in != null && call.outcome() != Outcome.FAILED) {
        Count count = counts.computeIfAbsent(in, _ -> new Count());
        count.tried++;
        count.acknowledged += done ? 1 : 0;
      } else if (call.f().equals("dequeue") && done && out != null) {
        counts.computeIfAbsent(out, _ -> new Count()).taken++;
      } else if (call.f().equals("dequeue") && call.outcome() == Outcome.UNKNOWN) {
        crashedDequeue = true;
      }
    }
    for (Map.Entry<Object, Count> each : counts.entrySet()) {
      judge(notes, each.getKey(), each.getValue(), crashedDequeue);
    }
    return notes.report();
  }

  private static void judge(
      Report.Notes notes, Object element, Count count, boolean crashedDequeue) {
    notes.count("acknowledged", count.acknowledged);
    notes.count("recovered", Math.max(0, Math.min(count.taken, count.tried) - count.acknowledged));
    if (count.tried == 0) {
      notes.invalid("unexpected", element + " came out and nobody put it in");
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
