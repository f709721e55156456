package dev.palisade.checker.check;

import dev.palisade.checker.history.History;
import dev.palisade.checker.history.Op;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Judges a history by one rule. Pure and thread-safe.
 *
 * <pre>{@code
 * Report report = HistoryCheck.all(new Stats(), new SetCheck()).check(history);
 * }</pre>
 */
public interface HistoryCheck {
  /** A short name, such as {@code total-queue}. */
  String name();

  /** What the rule has to say about the history. */
  Report check(History history);

  /** Several checks as one: as bad as the worst of them. */
  static HistoryCheck all(HistoryCheck... checks) {
    List<HistoryCheck> parts = List.of(checks);
    return new HistoryCheck() {
      @Override
      public String name() {
        return "all";
      }

      @Override
      public Report check(History history) {
        return Report.of(name(), parts.stream().map(part -> part.check(history)).toList());
      }
    };
  }

  /** The check for each key alone; events without a key belong to none. */
  static HistoryCheck independent(HistoryCheck check) {
    return new HistoryCheck() {
      @Override
      public String name() {
        return "independent " + check.name();
      }

      @Override
      public Report check(History history) {
        Map<Object, History.Builder> byKey = new LinkedHashMap<>();
        for (int position = 0; position < history.size(); position++) {
          Op op = history.op(position);
          Object key = op.key();
          if (key != null) {
            byKey.computeIfAbsent(key, _ -> History.builder()).add(history.line(position), op);
          }
        }
        List<Report> reports = new ArrayList<>();
        byKey.forEach((key, part) -> reports.add(check.check(part.build()).under("key " + key)));
        return Report.of(name(), reports);
      }
    };
  }
}
