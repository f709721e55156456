package dev.palisade.checker.check;

import dev.palisade.checker.history.Call;
import dev.palisade.checker.history.History;
import dev.palisade.checker.history.Outcome;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Elements are added by {@code add v} and read all along by {@code read}. An element is
 * <em>known</em> from the moment when its add was acknowledged or a read has shown it. A read that
 * begins later and does not show it is <em>stale</em> if another read that begins after it does,
 * and otherwise the element is <em>lost</em>.
 *
 * @param staleness whether stale reads are wrong, as they are in a linearizable set
 */
public record SetFull(Staleness staleness) implements HistoryCheck {
  /** What a stale read is. */
  public enum Staleness {
    ALLOWED,
    WRONG
  }

  /** An element, and where it became known. */
  private record Known(Object element, int since, int line) {}

  private record Read(int begunAt, int endedAt, Set<Object> elements, int line) {}

  @Override
  public String name() {
    return "set-full";
  }

  @Override
  public Report check(History history) {
    Report.Notes notes = new Report.Notes(name());
    Map<Object, Integer> knownAt = new LinkedHashMap<>();
    List<Read> reads = new ArrayList<>();
    for (Call call : history.calls()) {
      if (call.outcome() != Outcome.OK) {
        continue;
      }
      Object element = call.argument();
      if (call.f().equals("add") && element != null) {
        knownAt.merge(element, call.completedAt(), Math::min);
      } else if (call.f().equals("read")) {
        Set<Object> elements = SetCheck.elements(call.result());
        reads.add(
            new Read(
                call.invokedAt(), call.completedAt(), elements, history.line(call.invokedAt())));
        elements.forEach(each -> knownAt.merge(each, call.completedAt(), Math::min));
      }
    }
    notes.count("elements", knownAt.size());
    notes.count("reads", reads.size());
    knownAt.forEach(
        (element, since) -> follow(notes, new Known(element, since, history.line(since)), reads));
    return notes.report();
  }

  private void follow(Report.Notes notes, Known known, List<Read> reads) {
    Object element = known.element;
    Read lastMissing = null;
    Read lastPresent = null;
    for (Read read : reads) {
      if (read.begunAt > known.since && !read.elements.contains(element)) {
        lastMissing = read;
      } else if (read.elements.contains(element)) {
        lastPresent = read;
      }
    }
    if (lastMissing == null) {
      return;
    }
    if (lastPresent == null || lastPresent.begunAt < lastMissing.endedAt) {
      notes.invalid(
          "lost",
          element + " was known and is not in the read of line " + lastMissing.line,
          known.line,
          lastMissing.line);
    } else if (staleness == Staleness.WRONG) {
      notes.invalid(
          "stale",
          element + " was known, and the read of line " + lastMissing.line + " is stale",
          known.line,
          lastMissing.line);
    } else {
      notes.count("stale", 1);
    }
  }
}
