package dev.palisade.checker.check;

import dev.palisade.checker.check.LookedAt.Others;
import dev.palisade.checker.history.Call;
import dev.palisade.checker.history.History;
import dev.palisade.checker.history.Outcome;
import dev.palisade.checker.value.Ratio;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What a process reads of a key never goes back: the numbers that its {@code read}s give, such as
 * revisions, do not fall. A read that answers null does not count, nor do other functions.
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
    Map<Reader, Ratio> highest = new HashMap<>();
    List<Call> reads = LookedAt.calls(history, notes, Set.of("read"), Others.DO_NOT_MATTER);
    for (Call call : reads) {
      if (call.outcome() != Outcome.OK || call.result() == null) {
        continue;
      }
      int line = history.line(call.completedAt());
      Ratio read = Ratio.of(call.result());
      if (read == null) {
        notes.notUnderstood(line, "read answers " + call.result() + ", which is no number");
        continue;
      }
      notes.count("reads", 1);
      notes.judged(1);
      Reader reader = new Reader(call.process(), call.key());
      Ratio before = highest.getOrDefault(reader, read);
      highest.put(reader, before.compareTo(read) > 0 ? before : read);
      if (before.compareTo(read) > 0) {
        notes.invalid(
            "went back",
            "line %d: process %s reads %s%s, and read %s before"
                .formatted(
                    line,
                    history.processName(call.process()),
                    read,
                    call.key() == null ? "" : " of key " + call.key(),
                    before));
      }
    }
    return notes.report();
  }
}
