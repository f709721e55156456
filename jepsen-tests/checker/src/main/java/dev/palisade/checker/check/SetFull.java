package dev.palisade.checker.check;

import dev.palisade.checker.check.LookedAt.Others;
import dev.palisade.checker.history.Call;
import dev.palisade.checker.history.History;
import dev.palisade.checker.history.Outcome;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Elements are added by {@code add v} and read all along by {@code read}. An element is
 * <em>known</em> from the moment when its add was acknowledged or a read has shown it. A read that
 * begins later and does not show it is <em>stale</em> if another read that begins after it does,
 * and otherwise the element is <em>lost</em>. A read that answers null does not count.
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
  private record Known(@Nullable Object element, int since, int line) {}

  private record Read(int begunAt, int endedAt, Set<@Nullable Object> elements, int line) {}

  @Override
  public String name() {
    return "set-full";
  }

  @Override
  public Report check(History history) {
    Report.Notes notes = new Report.Notes(name());
    Map<@Nullable Object, Integer> knownAt = new LinkedHashMap<>();
    List<Read> reads = new ArrayList<>();
    for (Call call : LookedAt.calls(history, notes, Set.of("add", "read"), Others.MATTER)) {
      if (call.outcome() != Outcome.OK) {
        continue;
      }
      int line = history.line(call.invokedAt());
      if (call.f().equals("add")) {
        knownAt.merge(call.argument(), call.completedAt(), Math::min);
      } else if (call.result() != null) {
        Set<@Nullable Object> elements = SetCheck.elements(call.result());
        if (elements == null) {
          notes.notUnderstood(line, "read answers " + call.result() + ", not a list of elements");
          continue;
        }
        reads.add(new Read(call.invokedAt(), call.completedAt(), elements, line));
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
    notes.judged(lastMissing == null && lastPresent == null ? 0 : 1);
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
