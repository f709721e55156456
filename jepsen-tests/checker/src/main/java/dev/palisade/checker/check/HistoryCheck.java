package dev.palisade.checker.check;

import dev.palisade.checker.history.History;
import dev.palisade.checker.history.OpType;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

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

  /** The check, but unknown where it finds nothing to judge. */
  static HistoryCheck demanding(HistoryCheck check, String whatIsMissing) {
    return new HistoryCheck() {
      @Override
      public String name() {
        return check.name();
      }

      @Override
      public Report check(History history) {
        return check.check(history).demanding(whatIsMissing);
      }
    };
  }

  /** What calls without a key mean to a check of each key alone. */
  enum Keyless {
    /** They are of no object. */
    IGNORED,
    /** They leave the whole unknown. */
    NOTED
  }

  /** The check for each key alone; calls without a key belong to none. */
  static HistoryCheck independent(HistoryCheck check) {
    return independent(check, Keyless.IGNORED);
  }

  /** The check for each key alone. */
  static HistoryCheck independent(HistoryCheck check, Keyless keyless) {
    return new HistoryCheck() {
      @Override
      public String name() {
        return "independent " + check.name();
      }

      @Override
      public Report check(History history) {
        Map<Object, History.Builder> byKey = new LinkedHashMap<>();
        Report.Notes without = new Report.Notes(check.name());
        for (int position = 0; position < history.size(); position++) {
          Object key = keyOf(history, position);
          if (key != null) {
            byKey
                .computeIfAbsent(key, _ -> History.builderLike(history))
                .add(history.line(position), history.op(position));
          } else if (keyless == Keyless.NOTED && history.type(position) == OpType.INVOKE) {
            without.unknown("without a key", "line " + history.line(position) + " has no key");
          }
        }
        List<Report> reports = new ArrayList<>();
        byKey.forEach((key, part) -> reports.add(check.check(part.build()).under("key " + key)));
        if (!without.report().isValid()) {
          reports.add(without.report());
        }
        return Report.of(name(), reports);
      }
    };
  }

  /** The key may stand at the invocation, at the completion, or at both. */
  private static @Nullable Object keyOf(History history, int position) {
    Object key = history.key(position);
    int partner = history.partner(position);
    return key == null && partner != History.NONE ? history.key(partner) : key;
  }
}
