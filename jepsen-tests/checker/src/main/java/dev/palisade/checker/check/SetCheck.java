package dev.palisade.checker.check;

import dev.palisade.checker.history.Call;
import dev.palisade.checker.history.History;
import dev.palisade.checker.history.Outcome;
import java.util.Collection;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Elements are added by {@code add v} and read at the end by {@code read}. Of the last read that
 * succeeded: an acknowledged element that is missing is <em>lost</em>, one that nobody tried to add
 * is <em>unexpected</em>, one whose add crashed is <em>recovered</em>, which is allowed.
 */
public record SetCheck() implements HistoryCheck {
  @Override
  public String name() {
    return "set";
  }

  @Override
  public Report check(History history) {
    Report.Notes notes = new Report.Notes(name());
    Map<Object, Outcome> added = new LinkedHashMap<>();
    Set<Object> last = null;
    for (Call call : history.calls()) {
      Object element = call.argument();
      if (call.f().equals("add") && element != null) {
        // An element may be added again: it was acknowledged if any of its adds was.
        added.merge(element, call.outcome(), SetCheck::better);
      } else if (call.f().equals("read") && call.outcome() == Outcome.OK) {
        last = elements(call.result());
      }
    }
    if (last == null) {
      notes.unknown("no read", "no read succeeded, so nothing is known of what was added");
      return notes.report();
    }
    judge(notes, added, last);
    return notes.report();
  }

  private static void judge(Report.Notes notes, Map<Object, Outcome> added, Set<Object> last) {
    for (Map.Entry<Object, Outcome> each : added.entrySet()) {
      boolean present = last.contains(each.getKey());
      switch (each.getValue()) {
        case OK -> {
          notes.count("acknowledged", 1);
          if (!present) {
            notes.invalid("lost", each.getKey() + " was acknowledged and is lost");
          }
        }
        case UNKNOWN -> notes.count(present ? "recovered" : "unknown and absent", 1);
        case FAILED -> {
          if (present) {
            notes.invalid("failed but present", each.getKey() + " failed to be added and is there");
          }
        }
      }
    }
    for (Object element : last) {
      if (!added.containsKey(element)) {
        notes.invalid("unexpected", element + " is there and nobody added it");
      }
    }
  }

  private static Outcome better(Outcome left, Outcome right) {
    return left == Outcome.OK || right == Outcome.FAILED ? left : right;
  }

  /** The elements of an answer: those of a collection, or none. */
  static Set<Object> elements(@Nullable Object answer) {
    Set<Object> elements = new HashSet<>();
    if (answer instanceof Collection<?> collection) {
      for (Object element : collection) {
        if (element != null) {
          elements.add(element);
        }
      }
    }
    return elements;
  }
}
