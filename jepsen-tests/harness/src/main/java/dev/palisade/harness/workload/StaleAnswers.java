package dev.palisade.harness.workload;

import dev.palisade.checker.history.Call;
import dev.palisade.checker.history.History;
import dev.palisade.checker.history.Op;
import dev.palisade.checker.history.Outcome;
import dev.palisade.harness.verdict.CheckResult;
import dev.palisade.harness.verdict.Judging;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * What holds of reads that may be stale. How late they are is not bounded, only measured: by the
 * longest time for which an acknowledged write was not seen.
 *
 * <ol>
 *   <li>A stale read is labelled so, a linearizable one is not.
 *   <li>It tells what its key held at the revision that it names: a value that was written, at the
 *       revision that its writer was told, with no acknowledged write of that key in between.
 *   <li>What one process answers never goes back to an earlier revision.
 * </ol>
 */
final class StaleAnswers {
  private record Source(Object node, Object life) {}

  /** How far a process was known to be, at the position where a client learned of it. */
  private record Reach(int at, long revision, int line) {}

  private final Findings findings;
  private final History history;
  private final List<Call> calls;
  private final Map<Object, Call> writes = new HashMap<>();

  /** Of each key, by the revision that the writer was told. */
  private final Map<String, TreeMap<Long, Call>> acknowledged = new HashMap<>();

  /** Of all keys: when the first write of this revision or a higher one was acknowledged. */
  private final TreeMap<Long, Long> acknowledgedNanos = new TreeMap<>();

  private long stale;
  private long behind;
  private long latestNanos;

  StaleAnswers(History history) {
    this.history = history;
    findings = new Findings("stale reads: labelled, true, never going back", history);
    this.calls = history.calls();
    for (Call call : calls) {
      if (call.f().equals("write") && call.argument() != null) {
        writes.put(call.argument(), call);
        if (call.outcome() == Outcome.OK) {
          Op answer = history.op(call.completedAt());
          long revision = number(answer, "revision");
          acknowledged
              .computeIfAbsent(String.valueOf(call.key()), _ -> new TreeMap<>())
              .put(revision, call);
          acknowledgedNanos.put(revision, answer.timeNanos());
        }
      }
    }
    long first = Long.MAX_VALUE;
    for (Map.Entry<Long, Long> each : acknowledgedNanos.descendingMap().entrySet()) {
      first = Math.min(first, each.getValue());
      each.setValue(first);
    }
    calls.stream()
        .filter(call -> call.outcome() == Outcome.OK && !call.f().equals("write"))
        .forEach(this::judge);
    neverBack();
  }

  private static long number(Op op, String name) {
    return op.extra().get(name) instanceof Long number ? number : 0;
  }

  private void judge(Call call) {
    Op answer = history.op(call.completedAt());
    int line = history.line(call.completedAt());
    boolean mayBeStale = call.f().equals("stale-read");
    if (!Boolean.valueOf(mayBeStale).equals(answer.extra().get("stale"))) {
      findings.wrong(
          List.of(line),
          "line %d: a %s is labelled stale=%s",
          line,
          call.f(),
          answer.extra().get("stale"));
    }
    long revision = number(answer, "revision");
    long version = number(answer, "modRevision");
    if (version > revision) {
      findings.wrong(
          List.of(line), "line %d: a version of %d is told at %d", line, version, revision);
    }
    if (call.result() != null) {
      judgeValue(call, line, version);
    } else if (version != 0) {
      findings.wrong(
          List.of(line), "line %d: nothing is told of %s at %d", line, call.key(), version);
    }
    TreeMap<Long, Call> own =
        acknowledged.getOrDefault(String.valueOf(call.key()), new TreeMap<>());
    Map.Entry<Long, Call> newest = own.floorEntry(revision);
    if (newest != null && newest.getKey() > version) {
      findings.wrong(
          List.of(history.line(newest.getValue().completedAt()), line),
          "line %d: %s is told at revision %d as of %d, though it was written at %d",
          line,
          call.key(),
          revision,
          version,
          newest.getKey());
    }
    if (mayBeStale) {
      stale++;
      measure(revision, history.op(call.invokedAt()).timeNanos());
    }
  }

  private void judgeValue(Call call, int line, long version) {
    Call writer = writes.get(call.result());
    boolean isPossible =
        writer != null
            && writer.outcome() != Outcome.FAILED
            && writer.invokedAt() < call.completedAt()
            && String.valueOf(writer.key()).equals(String.valueOf(call.key()));
    if (writer == null || !isPossible) {
      findings.wrong(
          writer == null ? List.of(line) : List.of(history.line(writer.invokedAt()), line),
          "line %d: nobody had written %s to %s",
          line,
          call.result(),
          call.key());
    } else if (writer.outcome() == Outcome.OK) {
      long written = number(history.op(writer.completedAt()), "revision");
      if (written != version) {
        findings.wrong(
            List.of(history.line(writer.completedAt()), line),
            "line %d: %s of %s is told as of revision %d; it was written at %d",
            line,
            call.result(),
            call.key(),
            version,
            written);
      }
    }
  }

  private void measure(long revision, long begunNanos) {
    Map.Entry<Long, Long> unseen = acknowledgedNanos.higherEntry(revision);
    if (unseen != null && unseen.getValue() < begunNanos) {
      behind++;
      latestNanos = Math.max(latestNanos, begunNanos - unseen.getValue());
    }
  }

  /** A process that has answered at one revision answers no later question at a lower one. */
  private void neverBack() {
    Map<Source, List<Call>> bySource = new HashMap<>();
    for (Call call : calls) {
      if (call.f().equals("stale-read") && call.outcome() == Outcome.OK) {
        Source source = source(history.op(call.completedAt()));
        if (source != null) {
          bySource.computeIfAbsent(source, _ -> new ArrayList<>()).add(call);
        }
      }
    }
    bySource.forEach(this::neverBack);
    findings.figure("processes", bySource.size());
  }

  private static @Nullable Source source(Op answer) {
    Object node = answer.extra().get("node");
    Object life = answer.extra().get("life");
    return node == null || life == null ? null : new Source(node, life);
  }

  private void neverBack(Source source, List<Call> answered) {
    TreeMap<Integer, Reach> reached = new TreeMap<>();
    for (Call call : answered) {
      long revision = number(history.op(call.completedAt()), "revision");
      reached.put(
          call.completedAt(),
          new Reach(call.completedAt(), revision, history.line(call.completedAt())));
    }
    Reach highest = new Reach(0, 0, 0);
    for (Map.Entry<Integer, Reach> each : reached.entrySet()) {
      highest = each.getValue().revision > highest.revision ? each.getValue() : highest;
      each.setValue(highest);
    }
    for (Call call : answered) {
      Map.Entry<Integer, Reach> before = reached.lowerEntry(call.invokedAt());
      long revision = number(history.op(call.completedAt()), "revision");
      if (before != null && revision < before.getValue().revision) {
        findings.wrong(
            List.of(before.getValue().line, history.line(call.completedAt())),
            "line %d: node %s answers at revision %d, and answered at %d on line %d",
            history.line(call.completedAt()),
            source.node,
            revision,
            before.getValue().revision,
            before.getValue().line);
      }
    }
  }

  CheckResult result(Judging judging) throws IOException {
    long latestMillis = latestNanos / 1_000_000;
    findings.figure("staleReads", stale);
    findings.figure("behind", behind);
    findings.figure("latestMillis", latestMillis);
    return stale == 0
        ? findings.undecided(judging, "no stale read was answered")
        : findings.result(
            judging,
            "%,d stale reads; %,d did not see an acknowledged write, at most %,d ms after it",
            stale,
            behind,
            latestMillis);
  }
}
