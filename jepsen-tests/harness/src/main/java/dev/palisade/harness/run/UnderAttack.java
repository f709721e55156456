package dev.palisade.harness.run;

import dev.palisade.checker.history.Call;
import dev.palisade.checker.history.History;
import dev.palisade.checker.history.Outcome;
import dev.palisade.harness.fault.Family;
import dev.palisade.harness.json.JsonFields;
import dev.palisade.harness.json.JsonLines;
import dev.palisade.harness.verdict.CheckResult;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * What attacks did to a run that had no other faults: whether a node ended, how much memory nodes
 * took, and how long honest operations took, compared with those of the calm before the first
 * attack.
 */
final class UnderAttack {
  /**
   * A node of the standard settings stays below this, whatever clients do: heap 192, direct memory
   * 128, RocksDB 160, the JVM itself 120.
   */
  static final long MOST_RESIDENT_MIB = 600;

  private static final String NO_NODE_ENDS = "attacks: no node ends";
  private static final String MEMORY_IS_BOUNDED = "attacks: memory is bounded";

  private final RunDirectory directory;
  private final FaultTimes faults;
  private long firstAttack = Long.MAX_VALUE;
  private boolean isAlone = true;

  private UnderAttack(RunDirectory directory, FaultTimes faults) throws IOException {
    this.directory = directory;
    this.faults = faults;
    JsonLines.read(directory.faults(), (line, number) -> fault(line));
  }

  /** Of a run that had attacks and no other faults; empty for any other. */
  static Optional<UnderAttack> of(RunDirectory directory, FaultTimes faults) throws IOException {
    UnderAttack attacks = new UnderAttack(directory, faults);
    return attacks.isAlone && attacks.firstAttack < Long.MAX_VALUE
        ? Optional.of(attacks)
        : Optional.empty();
  }

  /** What a run says that asked for attacks, and of which {@link #of} is empty. */
  static List<CheckResult> unattacked(RunFile run) {
    if (run.nemesis().stream().map(String::strip).noneMatch(Family.HOSTILE.word()::equals)) {
      return List.of();
    }
    String why = "no attack was made, or other faults were done beside the attacks";
    return List.of(
        CheckResult.nothingToJudge(NO_NODE_ENDS, why, Map.of()),
        CheckResult.nothingToJudge(MEMORY_IS_BOUNDED, why, Map.of()));
  }

  private void fault(JsonFields line) {
    if (!line.has("name")) {
      return;
    }
    if (line.text("family", "").equals(Family.HOSTILE.word())) {
      firstAttack = Math.min(firstAttack, line.number("begin", 0));
    } else {
      isAlone = false;
    }
  }

  /** That no node ended, and none took more memory than it may. */
  List<CheckResult> judge() throws IOException {
    List<String> ended = faults.notes("ended");
    List<CheckResult> checks = new ArrayList<>();
    checks.add(
        CheckResult.of(
            NO_NODE_ENDS,
            ended.isEmpty() ? CheckResult.Outcome.VERIFIED : CheckResult.Outcome.VIOLATION,
            ended.isEmpty()
                ? "no process ended under attack"
                : "nodes ended under attack: " + String.join("; ", ended),
            Map.of("ended", (long) ended.size())));
    Map<Long, Long> most = residentMib(Long.MAX_VALUE);
    if (most.isEmpty()) {
      checks.add(
          CheckResult.nothingToJudge(
              MEMORY_IS_BOUNDED, "no node's resident memory could be measured", Map.of()));
      return checks;
    }
    long highest = most.values().stream().mapToLong(Long::longValue).max().orElse(0);
    checks.add(
        CheckResult.of(
            MEMORY_IS_BOUNDED,
            highest <= MOST_RESIDENT_MIB
                ? CheckResult.Outcome.VERIFIED
                : CheckResult.Outcome.VIOLATION,
            "at most %,d MiB resident on a node, of %,d allowed"
                .formatted(highest, MOST_RESIDENT_MIB),
            Map.of("mostResidentMib", highest)));
    return checks;
  }

  /** Figures for people and programs; latencies only where there was a calm. */
  Map<String, Object> figures(History history) throws IOException {
    Map<String, Object> figures = new LinkedHashMap<>();
    figures.put("residentMib", byNode(residentMib(Long.MAX_VALUE)));
    figures.put("residentBeforeMib", byNode(residentMib(firstAttack)));
    List<Long> before = new ArrayList<>();
    List<Long> under = new ArrayList<>();
    for (Call call : history.calls()) {
      if (call.outcome() != Outcome.OK
          || call.completedAt() == Call.NEVER
          || !Figures.isOfTheStore(call)) {
        continue;
      }
      long begin = history.op(call.invokedAt()).timeNanos();
      long end = history.op(call.completedAt()).timeNanos();
      if (begin >= firstAttack) {
        under.add(end - begin);
      } else if (begin >= firstAttack / 2 && end < firstAttack) {
        before.add(end - begin); // In the first half of the calm nodes were cold.
      }
    }
    if (!before.isEmpty() && !under.isEmpty()) {
      double calm = Figures.millis(Figures.quantile(sorted(before), 0.99));
      double attacked = Figures.millis(Figures.quantile(sorted(under), 0.99));
      figures.put("p99BeforeMillis", calm);
      figures.put("p99Millis", attacked);
      figures.put("p99Ratio", Math.round(attacked / calm * 10) / 10.0);
    }
    return figures;
  }

  private static long[] sorted(List<Long> nanos) {
    return nanos.stream().mapToLong(Long::longValue).sorted().toArray();
  }

  private static Map<String, Object> byNode(Map<Long, Long> values) {
    Map<String, Object> named = new LinkedHashMap<>();
    values.forEach((node, value) -> named.put("n" + node, value));
    return named;
  }

  /** The most that each node's process was seen to take until then. */
  private Map<Long, Long> residentMib(long untilNanos) throws IOException {
    Map<Long, Long> most = new TreeMap<>();
    JsonLines.read(
        directory.nodes(),
        (line, number) -> {
          long kib = line.number("rssKib", 0);
          if (kib > 0 && line.number("time", 0) <= untilNanos) {
            most.merge(line.number("node", 0), kib / 1_024, Math::max);
          }
        });
    return most;
  }
}
