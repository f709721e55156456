package dev.palisade.checker.check;

import dev.palisade.checker.check.LookedAt.Others;
import dev.palisade.checker.history.Call;
import dev.palisade.checker.history.History;
import dev.palisade.checker.history.Outcome;
import dev.palisade.checker.value.Keyword;
import dev.palisade.checker.value.Tagged;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * No two reads see two writes in different orders (Cerone, Bernardi and Gotsman 2015: what parallel
 * snapshot isolation allows and snapshot isolation forbids). Each key is written once; a {@code
 * read} answers a map from keys to what they hold, nil for nothing, or, like a {@code txn} that
 * only reads, {@code [[r key value] …]}. Two reads of the same keys of which each sees a key that
 * the other does not are a <em>long fork</em>.
 */
public record LongFork() implements HistoryCheck {
  private static final Set<String> FUNCTIONS = Set.of("read", "txn", "write");
  private static final Set<String> READS = Set.of("r", "read");

  private record Seen(Set<@Nullable Object> keys, int line) {}

  @Override
  public String name() {
    return "long-fork";
  }

  @Override
  public Report check(History history) {
    Report.Notes notes = new Report.Notes(name());
    Map<Set<@Nullable Object>, List<Seen>> groups = new LinkedHashMap<>();
    Map<@Nullable Object, Object> values = new HashMap<>();
    for (Call call : LookedAt.calls(history, notes, FUNCTIONS, Others.MATTER)) {
      if (call.outcome() != Outcome.OK || call.f().equals("write")) {
        continue;
      }
      int line = history.line(call.completedAt());
      Map<?, ?> read = read(call.result());
      if (read == null && call.f().equals("read")) {
        notes.notUnderstood(line, "read answers " + call.result() + ", not what keys hold");
      }
      if (read != null) {
        add(notes, groups, values, new Told(read, line));
      }
    }
    groups.values().forEach(group -> judge(notes, group));
    return notes.report();
  }

  private record Told(Map<?, ?> read, int line) {}

  private static void add(
      Report.Notes notes,
      Map<Set<@Nullable Object>, List<Seen>> groups,
      Map<@Nullable Object, Object> values,
      Told told) {
    Set<@Nullable Object> seen = new HashSet<>();
    told.read.forEach(
        (key, value) -> {
          if (value == null) {
            return;
          }
          seen.add(key);
          Object before = values.putIfAbsent(key, value);
          if (before != null && !before.equals(value)) {
            notes.notUnderstood(
                told.line, "key " + key + " holds " + value + ", and held " + before + " before");
          }
        });
    groups
        .computeIfAbsent(new HashSet<>(told.read.keySet()), _ -> new ArrayList<>())
        .add(new Seen(seen, told.line));
  }

  /** What keys hold, from a map or from {@code [[r key value] …]}; null if it is no read alone. */
  private static @Nullable Map<?, ?> read(@Nullable Object answer) {
    if (!(Tagged.untagged(answer) instanceof List<?> micros)) {
      return Tagged.untagged(answer) instanceof Map<?, ?> map ? map : null;
    }
    Map<@Nullable Object, @Nullable Object> read = new HashMap<>();
    for (Object micro : micros) {
      boolean reads =
          micro instanceof List<?> parts
              && parts.size() == 3
              && READS.contains(String.valueOf(Keyword.nameOf(parts.getFirst())));
      if (!reads) {
        return null;
      }
      read.put(((List<?>) micro).get(1), ((List<?>) micro).get(2));
    }
    return read;
  }

  /** Sorted by size, a chain of sets has each within the next; only neighbours need be compared. */
  private static void judge(Report.Notes notes, List<Seen> group) {
    notes.count("reads", group.size());
    notes.judged(group.size());
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
