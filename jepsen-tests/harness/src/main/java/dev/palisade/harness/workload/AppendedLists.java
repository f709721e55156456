package dev.palisade.harness.workload;

import dev.palisade.checker.history.Call;
import dev.palisade.checker.history.History;
import dev.palisade.checker.history.Outcome;
import dev.palisade.harness.verdict.CheckResult;
import dev.palisade.harness.verdict.Judging;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * What every read of a list has to be, whatever order the search finds: the beginning of each
 * longer one, without an element twice, with all that was acknowledged before it, and with nothing
 * that was refused or never asked for.
 */
final class AppendedLists {
  private record Read(int line, int begunAt, List<?> elements) {}

  private final History history;
  private final Findings findings;
  private final Map<String, List<Call>> appends = new TreeMap<>();
  private final Map<String, List<Read>> reads = new TreeMap<>();
  private long finals;
  private long acknowledged;

  AppendedLists(History history) {
    this.history = history;
    findings = new Findings("append: nothing lost, nothing twice", history);
    List<Call> calls = history.calls();
    for (Call call : calls) {
      if (call.f().equals("append")) {
        appends.computeIfAbsent(String.valueOf(call.key()), _ -> new ArrayList<>()).add(call);
        acknowledged += call.outcome() == Outcome.OK ? 1 : 0;
      }
    }
    for (Call call : calls) {
      if (call.outcome() == Outcome.OK && !call.f().equals("append")) {
        gather(call, history.line(call.completedAt()));
      }
    }
    reads.forEach(this::judge);
  }

  private void gather(Call call, int line) {
    if (call.result() instanceof Map<?, ?> all) {
      finals++;
      for (String key : appends.keySet()) {
        gather(key, new Read(line, call.invokedAt(), list(all.get(key))));
      }
      all.keySet().stream()
          .filter(key -> !appends.containsKey(String.valueOf(key)))
          .forEach(
              key -> findings.wrong(List.of(line), "line %d: nobody appended to %s", line, key));
    } else {
      gather(String.valueOf(call.key()), new Read(line, call.invokedAt(), list(call.result())));
    }
  }

  private void gather(String key, Read read) {
    reads.computeIfAbsent(key, _ -> new ArrayList<>()).add(read);
  }

  private static List<?> list(@Nullable Object value) {
    return value instanceof List<?> list ? list : List.of();
  }

  private void judge(String key, List<Read> of) {
    List<Call> asked = appends.getOrDefault(key, List.of());
    Map<Object, Call> appended = new HashMap<>();
    asked.forEach(call -> appended.put(String.valueOf(call.argument()), call));
    for (Read read : of) {
      Set<Object> present = new HashSet<>();
      for (Object element : read.elements) {
        Call append = appended.get(String.valueOf(element));
        if (!present.add(String.valueOf(element))) {
          findings.wrong(List.of(read.line), "line %d: %s is twice in %s", read.line, element, key);
        }
        if (append == null) {
          findings.wrong(
              List.of(read.line),
              "line %d: %s is in %s, and nobody appended it",
              read.line,
              element,
              key);
        } else if (append.outcome() == Outcome.FAILED) {
          findings.wrong(
              List.of(history.line(append.invokedAt()), read.line),
              "line %d: %s is in %s, and was refused",
              read.line,
              element,
              key);
        }
      }
      for (Call call : asked) {
        if (call.outcome() == Outcome.OK
            && call.completedAt() < read.begunAt
            && !present.contains(String.valueOf(call.argument()))) {
          findings.wrong(
              List.of(history.line(call.invokedAt()), read.line),
              "line %d: %s was acknowledged and is not in %s",
              read.line,
              call.argument(),
              key);
        }
      }
    }
    prefixes(key, of);
  }

  /** Ascending by length, each must begin with the one before. */
  private void prefixes(String key, List<Read> of) {
    List<Read> byLength = new ArrayList<>(of);
    byLength.sort(Comparator.comparingInt(read -> read.elements.size()));
    for (int i = 1; i < byLength.size(); i++) {
      Read shorter = byLength.get(i - 1);
      Read longer = byLength.get(i);
      if (!longer.elements.subList(0, shorter.elements.size()).equals(shorter.elements)) {
        findings.wrong(
            List.of(shorter.line, longer.line),
            "lines %d and %d: neither list of %s begins with the other",
            shorter.line,
            longer.line,
            key);
      }
    }
  }

  CheckResult result(Judging judging) throws IOException {
    findings.figure("acknowledged", acknowledged);
    findings.figure("lists", appends.size());
    return finals == 0
        ? findings.undecided(judging, "no read at the end succeeded: what was lost is not known")
        : findings.result(
            judging,
            "%,d acknowledged elements are in %,d lists",
            acknowledged,
            (long) appends.size());
  }
}
