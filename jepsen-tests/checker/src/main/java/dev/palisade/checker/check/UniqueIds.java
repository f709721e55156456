package dev.palisade.checker.check;

import dev.palisade.checker.history.Call;
import dev.palisade.checker.history.History;
import dev.palisade.checker.history.Outcome;
import java.util.HashMap;
import java.util.Map;

/** Every answer of {@code generate} is different from all others. */
public record UniqueIds() implements HistoryCheck {
  @Override
  public String name() {
    return "unique-ids";
  }

  @Override
  public Report check(History history) {
    Report.Notes notes = new Report.Notes(name());
    Map<Object, Integer> firstLine = new HashMap<>();
    for (Call call : history.calls()) {
      Object id = call.result();
      if (!call.f().equals("generate") || call.outcome() != Outcome.OK || id == null) {
        continue;
      }
      notes.count("generated", 1);
      int line = history.line(call.completedAt());
      Integer before = firstLine.putIfAbsent(id, line);
      if (before != null) {
        notes.invalid("duplicated", id + " was generated on line " + before + " and " + line);
      }
    }
    return notes.report();
  }
}
