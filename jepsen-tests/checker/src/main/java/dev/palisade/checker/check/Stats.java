package dev.palisade.checker.check;

import dev.palisade.checker.history.Call;
import dev.palisade.checker.history.History;
import dev.palisade.checker.history.Outcome;
import java.util.TreeMap;

/**
 * How the calls of each function ended. A function that never succeeds is a finding: it tested
 * nothing.
 */
public record Stats() implements HistoryCheck {
  @Override
  public String name() {
    return "stats";
  }

  @Override
  public Report check(History history) {
    Report.Notes notes = new Report.Notes(name());
    TreeMap<String, Long> succeeded = new TreeMap<>();
    for (Call call : history.calls()) {
      notes.judged(1);
      succeeded.merge(call.f(), call.outcome() == Outcome.OK ? 1L : 0L, Long::sum);
      notes.count(
          call.f()
              + switch (call.outcome()) {
                case OK -> " ok";
                case FAILED -> " fail";
                case UNKNOWN -> " info";
              },
          1);
    }
    succeeded.forEach(
        (f, count) -> {
          if (count == 0) {
            notes.invalid("never ok", f + " never succeeded");
          }
        });
    return notes.report();
  }
}
