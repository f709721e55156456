package dev.palisade.harness.workload;

import dev.palisade.checker.history.Call;
import dev.palisade.checker.history.History;
import dev.palisade.checker.history.OpType;
import dev.palisade.harness.verdict.CheckResult;
import dev.palisade.harness.verdict.Judging;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** The order of revisions and timestamps, among each other and in real time. */
final class RevisionOrder {
  /** What a version was stamped with, and where it was told. */
  private record Stamp(long revision, long hlc, int line) {
    static final Stamp NONE = new Stamp(0, 0, 0);

    Stamp later(Stamp other) {
      return other.revision > revision ? other : this;
    }
  }

  private final History history;

  RevisionOrder(History history) {
    this.history = history;
  }

  private static boolean isRead(String f) {
    return f.equals("get") || isReadAsOf(f);
  }

  /** A read of the past, which need not be of anything new. */
  private static boolean isReadAsOf(String f) {
    return f.endsWith("get-at");
  }

  private List<Long> numbers(int position) {
    return history.value(position) instanceof List<?> answer
        ? answer.stream().map(each -> ((Number) each).longValue()).toList()
        : List.of();
  }

  /**
   * What was acknowledged before an operation began has a lower revision and an earlier timestamp
   * than what that operation writes, and no higher revision than what it reads.
   */
  CheckResult inRealTime(Judging judging) throws IOException {
    Findings findings = new Findings("revisions: in the order in which clients saw them", history);
    // By the position of the invocation.
    Map<Integer, Stamp> before = new TreeMap<>();
    Stamp written = Stamp.NONE;
    Stamp known = Stamp.NONE;
    long writes = 0;
    long reads = 0;
    for (int position = 0; position < history.size(); position++) {
      if (isReadAsOf(history.f(position))) {
        continue;
      }
      boolean isRead = isRead(history.f(position));
      if (history.type(position) == OpType.INVOKE) {
        before.put(position, isRead ? known : written);
      } else if (history.type(position) == OpType.OK) {
        List<Long> told = numbers(position);
        int line = history.line(position);
        Stamp earlier = before.getOrDefault(history.partner(position), Stamp.NONE);
        if (isRead) {
          reads++;
          known = known.later(new Stamp(told.getFirst(), 0, line));
          judgeRead(findings, told, line, earlier);
        } else {
          writes++;
          Stamp stamp = new Stamp(told.getFirst(), told.get(1), line);
          written = written.later(stamp);
          known = known.later(stamp);
          judgeWrite(findings, stamp, earlier);
        }
      }
    }
    findings.figure("writes", writes);
    findings.figure("reads", reads);
    if (writes + reads == 0) {
      return findings.nothingToJudge(judging, "no write or read succeeded");
    }
    return findings.result(judging, "%,d writes and %,d reads are in order", writes, reads);
  }

  private static void judgeRead(Findings findings, List<Long> told, int line, Stamp earlier) {
    if (told.getFirst() < earlier.revision) {
      findings.wrong(
          List.of(earlier.line, line),
          "line %d: a read at revision %d, though line %d had told %d",
          line,
          told.getFirst(),
          earlier.line,
          earlier.revision);
    }
    if (told.get(1) > told.getFirst()) {
      findings.wrong(
          List.of(line),
          "line %d: a read at revision %d tells a version of %d",
          line,
          told.getFirst(),
          told.get(1));
    }
  }

  private static void judgeWrite(Findings findings, Stamp stamp, Stamp earlier) {
    if (stamp.revision <= earlier.revision) {
      findings.wrong(
          List.of(earlier.line, stamp.line),
          "line %d: a write got revision %d, though line %d had told %d before it began",
          stamp.line,
          stamp.revision,
          earlier.line,
          earlier.revision);
    } else if (Long.compareUnsigned(stamp.hlc, earlier.hlc) <= 0) {
      findings.wrong(
          List.of(earlier.line, stamp.line),
          "line %d: a write got timestamp %d, though line %d had told %d before it began",
          stamp.line,
          stamp.hlc,
          earlier.line,
          earlier.hlc);
    }
  }

  /** One revision belongs to one write and to one timestamp, and timestamps rise with revisions. */
  CheckResult inEachOther(Judging judging) throws IOException {
    Findings findings =
        new Findings("revisions: one for each write, timestamps rise with them", history);
    TreeMap<Long, Stamp> byRevision = new TreeMap<>();
    Map<Long, Integer> writer = new TreeMap<>();
    for (Call call : history.calls()) {
      if (call.completedAt() == Call.NEVER || history.type(call.completedAt()) != OpType.OK) {
        continue;
      }
      List<Long> told = numbers(call.completedAt());
      int line = history.line(call.completedAt());
      boolean isRead = isRead(call.f());
      Stamp stamp = new Stamp(told.get(isRead ? 1 : 0), told.get(isRead ? 2 : 1), line);
      if (isRead && stamp.revision == 0) {
        continue; // There was no such key.
      }
      Integer other = isRead ? null : writer.putIfAbsent(stamp.revision, line);
      if (other != null) {
        findings.wrong(
            List.of(other, line),
            "lines %d and %d: two writes of revision %d",
            other,
            line,
            stamp.revision);
      }
      Stamp same = byRevision.putIfAbsent(stamp.revision, stamp);
      if (same != null && same.hlc != stamp.hlc) {
        findings.wrong(
            List.of(same.line, line),
            "lines %d and %d: revision %d has timestamps %d and %d",
            same.line,
            line,
            stamp.revision,
            same.hlc,
            stamp.hlc);
      }
    }
    Stamp before = Stamp.NONE;
    for (Stamp stamp : byRevision.values()) {
      if (Long.compareUnsigned(stamp.hlc, before.hlc) <= 0) {
        findings.wrong(
            List.of(before.line, stamp.line),
            "lines %d and %d: revision %d has timestamp %d, and the earlier %d has %d",
            before.line,
            stamp.line,
            stamp.revision,
            stamp.hlc,
            before.revision,
            before.hlc);
      }
      before = stamp;
    }
    findings.figure("revisions", byRevision.size());
    if (byRevision.isEmpty()) {
      return findings.nothingToJudge(judging, "no write told its revision");
    }
    return findings.result(
        judging, "%,d revisions and their timestamps agree", (long) byRevision.size());
  }
}
