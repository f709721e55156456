package dev.palisade.checker.check;

import dev.palisade.checker.history.Call;
import dev.palisade.checker.history.History;
import dev.palisade.checker.history.Outcome;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * No two reads see two writes in different orders (Cerone, Bernardi and Gotsman 2015: what parallel
 * snapshot isolation allows and snapshot isolation forbids). Each key is written once; a {@code
 * read} is a map from keys to what they hold, nil for nothing. Two reads of the same keys of which
 * each sees a key that the other does not are a <em>long fork</em>.
 */
public record LongFork() implements HistoryCheck {
  private record Seen(Set<Object> keys, int line) {}

  @Override
  public String name() {
    return "long-fork";
  }

  @Override
  public Report check(History history) {
    Report.Notes notes = new Report.Notes(name());
    Map<Set<Object>, List<Seen>> groups = new LinkedHashMap<>();
    for (Call call : history.calls()) {
      if (call.f().equals("read")
          && call.outcome() == Outcome.OK
          && call.result() instanceof Map<?, ?> read) {
        Set<Object> asked = new HashSet<>();
        Set<Object> seen = new HashSet<>();
        read.forEach(
            (key, value) -> {
              asked.add(key);
              if (value != null) {
                seen.add(key);
              }
            });
        groups
            .computeIfAbsent(asked, _ -> new ArrayList<>())
            .add(new Seen(seen, history.line(call.completedAt())));
      }
    }
    groups.values().forEach(group -> judge(notes, group));
    return notes.report();
  }

  /** Sorted by size, a chain of sets has each within the next; only neighbours need be compared. */
  private static void judge(Report.Notes notes, List<Seen> group) {
    notes.count("reads", group.size());
    List<Seen> bySize = new ArrayList<>(group);
    bySize.sort((left, right) -> Integer.compare(left.keys.size(), right.keys.size()));
    for (int i = 1; i < bySize.size(); i++) {
      Seen less = bySize.get(i - 1);
      Seen more = bySize.get(i);
      if (!more.keys.containsAll(less.keys)) {
        notes.invalid(
            "forks",
            "lines %d and %d: one read sees %s, the other %s"
                .formatted(less.line, more.line, less.keys, more.keys));
      }
    }
  }
}
