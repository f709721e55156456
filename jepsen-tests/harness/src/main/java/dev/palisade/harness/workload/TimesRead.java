package dev.palisade.harness.workload;

import dev.palisade.checker.history.Call;
import dev.palisade.checker.history.History;
import dev.palisade.checker.history.OpType;
import dev.palisade.harness.verdict.CheckResult;
import dev.palisade.harness.verdict.Judging;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * Reads as of a time are of one state, whoever answers and when: whatever is known to be stamped at
 * or before that time is in it, and whatever is stamped later is not. Two reads as of one time
 * agree for that reason.
 */
final class TimesRead {
  private record Stamp(long hlc, int line) {}

  private record Read(long revision, long asOf, int line) {}

  private final History history;

  /** Of all versions that anyone was told of, by revision. */
  private final TreeMap<Long, Stamp> stamps = new TreeMap<>();

  TimesRead(History history) {
    this.history = history;
  }

  CheckResult agree(Judging judging) throws IOException {
    Findings findings = new Findings("revisions: one state for each time that is read", history);
    List<Read> reads =
        history.calls().stream()
            .filter(call -> call.completedAt() != Call.NEVER)
            .filter(call -> history.type(call.completedAt()) == OpType.OK)
            .flatMap(call -> look(call).stream())
            .toList();
    Map<Long, Read> byTime = new TreeMap<>();
    for (Read read : reads) {
      judge(findings, read);
      Read same = byTime.putIfAbsent(read.asOf, read);
      if (same != null && same.revision != read.revision) {
        findings.wrong(
            List.of(same.line, read.line),
            "lines %d and %d: as of %d one reads revision %d, and the other %d",
            same.line,
            read.line,
            read.asOf,
            same.revision,
            read.revision);
      }
    }
    findings.figure("readsAsOf", reads.size());
    return reads.isEmpty()
        ? findings.undecided(judging, "no read as of a time was answered")
        : findings.result(judging, "%,d reads as of a time are of one state each", reads.size());
  }

  /** Notes what the answer tells of a version; a read as of a time is what comes back. */
  private Optional<Read> look(Call call) {
    int line = history.line(call.completedAt());
    List<Long> told =
        history.value(call.completedAt()) instanceof List<?> answer
            ? answer.stream().map(each -> ((Number) each).longValue()).toList()
            : List.of();
    boolean isRead = call.f().contains("get");
    long revision = told.get(isRead ? 1 : 0);
    if (revision != 0) {
      stamps.putIfAbsent(revision, new Stamp(told.get(isRead ? 2 : 1), line));
    }
    return call.f().endsWith("get-at")
        ? Optional.of(new Read(told.getFirst(), told.get(3), line))
        : Optional.empty();
  }

  private void judge(Findings findings, Read read) {
    Map.Entry<Long, Stamp> seen = stamps.floorEntry(read.revision);
    if (seen != null && Long.compareUnsigned(seen.getValue().hlc, read.asOf) > 0) {
      wrong(findings, read, seen, "is stamped later");
    }
    Map.Entry<Long, Stamp> unseen = stamps.higherEntry(read.revision);
    if (unseen != null && Long.compareUnsigned(unseen.getValue().hlc, read.asOf) <= 0) {
      wrong(findings, read, unseen, "is not in it and is not stamped later");
    }
  }

  private static void wrong(
      Findings findings, Read read, Map.Entry<Long, Stamp> write, String why) {
    findings.wrong(
        List.of(write.getValue().line, read.line),
        "line %d: a read as of %d is of revision %d, but revision %d of line %d, stamped %d, %s",
        read.line,
        read.asOf,
        read.revision,
        write.getKey(),
        write.getValue().line,
        write.getValue().hlc,
        why);
  }
}
