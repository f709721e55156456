package dev.palisade.harness.workload;

import dev.palisade.checker.history.Call;
import dev.palisade.checker.history.History;
import dev.palisade.checker.history.Outcome;
import dev.palisade.harness.verdict.CheckResult;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Writes with a token that was lower than one whose grant had been acknowledged before they began,
 * so that no order of the two excuses one that lands.
 *
 * @param refused how many the fence refused
 * @param failed how many failed otherwise, as for want of a leader
 * @param unknown of how many nobody knows how they ended
 * @param landed those that did, in words
 */
record StaleWrites(long refused, long failed, long unknown, List<String> landed) {
  private static final int MOST_TOLD = 3;

  /** Those of a history of grants and writes with {@code token} noted at their ends. */
  static StaleWrites of(History history) {
    Map<String, TreeMap<Integer, Long>> granted = granted(history);
    long refused = 0;
    long failed = 0;
    long unknown = 0;
    List<String> landed = new ArrayList<>();
    for (Call call : history.calls()) {
      int end = history.partner(call.invokedAt());
      if (!call.f().equals("write") || end == History.NONE) {
        continue;
      }
      long presented = token(history.op(end).extra().get("token"));
      TreeMap<Integer, Long> own = granted.get(String.valueOf(call.key()));
      Map.Entry<Integer, Long> before = own == null ? null : own.lowerEntry(call.invokedAt());
      if (presented == 0 || before == null || presented >= before.getValue()) {
        continue;
      }
      switch (call.outcome()) {
        case FAILED -> {
          if (history.op(end).extra().containsKey("fenced")) {
            refused++;
          } else {
            failed++;
          }
        }
        case UNKNOWN -> unknown++;
        case OK ->
            landed.add(
                "line %d: a write with token %d landed though token %d of %s had been granted"
                    .formatted(history.line(end), presented, before.getValue(), call.key()));
      }
    }
    return new StaleWrites(refused, failed, unknown, landed);
  }

  /** The highest token of each key that was known to be granted, by when it became known. */
  private static Map<String, TreeMap<Integer, Long>> granted(History history) {
    Map<String, TreeMap<Integer, Long>> granted = new TreeMap<>();
    for (Call call : history.calls()) {
      if (call.f().equals("grant") && call.outcome() == Outcome.OK) {
        granted
            .computeIfAbsent(String.valueOf(call.key()), unseen -> new TreeMap<>())
            .put(call.completedAt(), token(call.result()));
      }
    }
    for (TreeMap<Integer, Long> tokens : granted.values()) {
      long highest = 0;
      for (Map.Entry<Integer, Long> each : tokens.entrySet()) {
        highest = Math.max(highest, each.getValue());
        each.setValue(highest);
      }
    }
    return granted;
  }

  /** A token that was noted; 0 if there is none. */
  static long token(@Nullable Object value) {
    return value instanceof Long number ? number : 0;
  }

  /** How many there were of which it is known how they ended. */
  long trials() {
    return refused + failed + landed.size();
  }

  /**
   * That none landed.
   *
   * @param summary of the case that it is so
   * @param more further figures
   */
  CheckResult result(String name, String summary, Map<String, Object> more) {
    Map<String, Object> details = new LinkedHashMap<>(more);
    details.put("trials", trials());
    details.put("refused", refused);
    details.put("failed", failed);
    details.put("unknown", unknown);
    details.put("landed", (long) landed.size());
    return CheckResult.of(
        name,
        landed.isEmpty() ? CheckResult.Outcome.VERIFIED : CheckResult.Outcome.VIOLATION,
        landed.isEmpty()
            ? summary
            : String.join("; ", landed.subList(0, Math.min(MOST_TOLD, landed.size()))),
        details);
  }
}
