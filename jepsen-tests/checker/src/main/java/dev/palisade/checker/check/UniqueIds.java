package dev.palisade.checker.check;

import dev.palisade.checker.check.LookedAt.Others;
import dev.palisade.checker.history.Call;
import dev.palisade.checker.history.History;
import dev.palisade.checker.history.Outcome;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;

/** Every answer of {@code generate} is different from all others. Other functions do not matter. */
public record UniqueIds() implements HistoryCheck {
  @Override
  public String name() {
    return "unique-ids";
  }

  @Override
  public Report check(History history) {
    Report.Notes notes = new Report.Notes(name());
    Map<Object, Integer> firstLine = new HashMap<>();
    for (Call call : LookedAt.calls(history, notes, Set.of("generate"), Others.DO_NOT_MATTER)) {
      if (call.outcome() != Outcome.OK) {
        continue;
      }
      Object id = call.result();
      int line = history.line(call.completedAt());
      if (id == null) {
        notes.unknown("not told", "line " + line + " does not tell what was generated");
        continue;
      }
      notes.count("generated", 1);
      notes.judged(1);
      Integer before = firstLine.putIfAbsent(id, line);
      if (before != null) {
        notes.invalid("duplicated", id + " was generated on line " + before + " and " + line);
      }
    }
    return notes.report();
  }
}
