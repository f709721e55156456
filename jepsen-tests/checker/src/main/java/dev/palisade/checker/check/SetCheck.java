package dev.palisade.checker.check;

import dev.palisade.checker.check.LookedAt.Others;
import dev.palisade.checker.history.Call;
import dev.palisade.checker.history.History;
import dev.palisade.checker.history.Outcome;
import dev.palisade.checker.value.Tagged;
import java.util.Collection;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Elements are added by {@code add v} and read at the end by {@code read}. Of the last read that
 * succeeded: an acknowledged element that is missing is <em>lost</em>, one that nobody tried to add
 * is <em>unexpected</em>, one whose add crashed is <em>recovered</em>, which is allowed. A read
 * that answers null does not count.
 */
public record SetCheck() implements HistoryCheck {
  private record Added(Outcome outcome, int line) {
    /** An element may be added again: it was acknowledged if any of its adds was. */
    Added orBetter(Added other) {
      return outcome == Outcome.OK || other.outcome == Outcome.FAILED ? this : other;
    }
  }

  private record Read(Set<@Nullable Object> elements, int line) {}

  @Override
  public String name() {
    return "set";
  }

  @Override
  public Report check(History history) {
    Report.Notes notes = new Report.Notes(name());
    Map<@Nullable Object, Added> added = new LinkedHashMap<>();
    Read last = null;
    for (Call call : LookedAt.calls(history, notes, Set.of("add", "read"), Others.MATTER)) {
      int line = history.line(call.invokedAt());
      if (call.f().equals("add")) {
        added.merge(call.argument(), new Added(call.outcome(), line), Added::orBetter);
      } else if (call.outcome() == Outcome.OK && call.result() != null) {
        Set<@Nullable Object> elements = elements(call.result());
        last = elements == null ? null : new Read(elements, line);
        if (elements == null) {
          notes.notUnderstood(line, "read answers " + call.result() + ", not a list of elements");
        }
      }
    }
    if (last == null) {
      notes.unknown("no read", "no read succeeded, so nothing is known of what was added");
      return notes.report();
    }
    judge(notes, added, last);
    return notes.report();
  }

  private static void judge(Report.Notes notes, Map<@Nullable Object, Added> added, Read last) {
    notes.judged(added.size() + last.elements.size());
    added.forEach(
        (element, add) -> {
          boolean present = last.elements.contains(element);
          switch (add.outcome) {
            case OK -> {
              notes.count("acknowledged", 1);
              if (!present) {
                notes.invalid(
                    "lost", element + " was acknowledged and is lost", add.line, last.line);
              }
            }
            case UNKNOWN -> notes.count(present ? "recovered" : "unknown and absent", 1);
            case FAILED -> {
              if (present) {
                notes.invalid(
                    "failed but present",
                    element + " failed to be added and is there",
                    add.line,
                    last.line);
              }
            }
          }
        });
    for (Object element : last.elements) {
      if (!added.containsKey(element)) {
        notes.invalid("unexpected", element + " is there and nobody added it", last.line);
      }
    }
  }

  /** The elements of an answer; null if it is no collection. */
  static @Nullable Set<@Nullable Object> elements(@Nullable Object answer) {
    return Tagged.untagged(answer) instanceof Collection<?> collection
        ? new HashSet<>(collection)
        : null;
  }
}
