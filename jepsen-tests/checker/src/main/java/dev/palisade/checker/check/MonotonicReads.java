package dev.palisade.checker.check;

import dev.palisade.checker.history.History;
import dev.palisade.checker.history.OpType;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What a process reads of a key never goes back: the numbers that its {@code read}s give, such as
 * revisions, do not fall.
 */
public record MonotonicReads() implements HistoryCheck {
  private record Reader(int process, @Nullable Object key) {}

  @Override
  public String name() {
    return "monotonic-reads";
  }

  @Override
  public Report check(History history) {
    Report.Notes notes = new Report.Notes(name());
    Map<Reader, Long> highest = new HashMap<>();
    for (int at = 0; at < history.size(); at++) {
      if (history.type(at) != OpType.OK
          || !history.f(at).equals("read")
          || !(history.value(at) instanceof Long read)) {
        continue;
      }
      notes.count("reads", 1);
      Object key = history.key(at) == null ? history.key(history.partner(at)) : history.key(at);
      Long before = highest.merge(new Reader(history.process(at), key), read, Math::max);
      if (before > read) {
        notes.invalid(
            "went back",
            "line %d: process %d reads %d%s, and read %d before"
                .formatted(
                    history.line(at),
                    history.process(at),
                    read,
                    key == null ? "" : " of key " + key,
                    before));
      }
    }
    return notes.report();
  }
}
