package dev.palisade.harness.run;

import dev.palisade.checker.history.Call;
import dev.palisade.checker.history.History;
import dev.palisade.checker.history.Outcome;
import dev.palisade.harness.verdict.CheckResult;
import dev.palisade.harness.workload.Workload;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * What a run has not tested though it was asked to. Nothing of it is wrong, but nothing is verified
 * by it either: each result here is undecided, and there is none where all was tested.
 */
final class Untested {
  private static final int MOST_TOLD = 3;

  private Untested() {}

  /** Functions of a workload that must succeed, were invoked, and never did. */
  static Optional<CheckResult> functions(Workload workload, History own) {
    Map<String, Long> tried = new TreeMap<>();
    Map<String, Long> succeeded = new TreeMap<>();
    for (Call call : own.calls()) {
      tried.merge(call.f(), 1L, Long::sum);
      succeeded.merge(call.f(), call.outcome() == Outcome.OK ? 1L : 0L, Long::sum);
    }
    List<String> never = new ArrayList<>();
    succeeded.forEach(
        (f, times) -> {
          if (times == 0 && workload.mustSucceed().contains(f)) {
            never.add("of %,d invocations of %s none succeeded".formatted(tried.get(f), f));
          }
        });
    return never.isEmpty()
        ? Optional.empty()
        : Optional.of(
            undecided(
                workload.name() + ": each function succeeded",
                String.join("; ", never) + ": what it would have shown was not tested",
                Map.of("functions", (long) tried.size(), "neverSucceeded", (long) never.size())));
  }

  /**
   * Keys whose last read did not succeed. Of a run that went to its end, the operation on a key
   * that was invoked last is its last read: no other is asked for after all was healed.
   */
  static Optional<CheckResult> lastReads(Workload workload, History own) {
    String read = workload.lastRead().orElse(null);
    if (read == null) {
      return Optional.empty();
    }
    Map<String, Call> last = new LinkedHashMap<>();
    for (Call call : own.calls()) {
      if (call.key() != null) {
        last.put(String.valueOf(call.key()), call);
      }
    }
    List<String> unread = new ArrayList<>();
    last.forEach(
        (key, call) -> {
          if (!call.f().equals(read) || call.outcome() != Outcome.OK) {
            unread.add(key);
          }
        });
    if (unread.isEmpty()) {
      return Optional.empty();
    }
    String told = String.join(", ", unread.subList(0, Math.min(MOST_TOLD, unread.size())));
    return Optional.of(
        undecided(
            workload.name() + ": each key was read at the end",
            "%,d of %,d keys were not read once all was healed, so what they held is not known: %s"
                .formatted(
                    unread.size(), last.size(), told + (unread.size() > MOST_TOLD ? ", …" : "")),
            Map.of("keys", (long) last.size(), "unread", (long) unread.size())));
  }

  /** Reads at the end that were given up, of whatever workload. */
  static Optional<CheckResult> endOfReads(Ending ending) {
    return ending.readAgain()
        ? Optional.empty()
        : Optional.of(
            undecided(
                "all was read at the end",
                "not all that was to be read once all was healed could be read in time",
                Map.of()));
  }

  /** Faults that were asked for and not done, all of them or from some moment on. */
  static Optional<CheckResult> faults(RunFile run, FaultTimes faults) {
    List<String> why = new ArrayList<>();
    boolean asked =
        run.nemesis().stream().map(String::strip).anyMatch(f -> !f.isEmpty() && !f.equals("none"));
    if (asked && faults.counts().isEmpty()) {
      why.add("no fault was done, so nothing was tested under faults");
    }
    String prefix = "complaint: ";
    faults.notes("complaint").stream()
        .map(note -> note.substring(prefix.length()))
        .filter(note -> note.startsWith("the nemesis ended"))
        .forEach(why::add);
    long done = faults.counts().values().stream().mapToLong(Long::longValue).sum();
    return why.isEmpty()
        ? Optional.empty()
        : Optional.of(
            undecided("faults were done", String.join("; ", why), Map.of("faults", done)));
  }

  private static CheckResult undecided(String name, String why, Map<String, Object> figures) {
    return CheckResult.of(name, CheckResult.Outcome.UNDECIDED, why, figures);
  }
}
