package dev.palisade.harness.workload;

import static java.util.stream.Collectors.joining;

import dev.palisade.checker.history.Call;
import dev.palisade.checker.history.History;
import dev.palisade.checker.history.Outcome;
import dev.palisade.harness.verdict.CheckResult;
import dev.palisade.harness.verdict.Judging;
import java.io.IOException;
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
 * @param landed those that did
 */
record StaleWrites(long refused, long failed, long unknown, List<Landed> landed) {
  private static final int MOST_TOLD = 3;

  /**
   * One that did.
   *
   * @param text in words
   * @param lines of the grant that made it stale, and of its answer
   */
  record Landed(String text, List<Integer> lines) {}

  /** A token that was known to be granted, and on which line. */
  private record Granted(long token, int line) {
    Granted orHigher(Granted other) {
      return other.token > token ? other : this;
    }
  }

  /** Those of a history of grants and writes with {@code token} noted at their ends. */
  static StaleWrites of(History history) {
    Map<String, TreeMap<Integer, Granted>> granted = granted(history);
    long refused = 0;
    long failed = 0;
    long unknown = 0;
    List<Landed> landed = new ArrayList<>();
    for (Call call : history.calls()) {
      int end = history.partner(call.invokedAt());
      if (!call.f().equals("write") || end == History.NONE) {
        continue;
      }
      long presented = token(history.op(end).extra().get("token"));
      TreeMap<Integer, Granted> own = granted.get(String.valueOf(call.key()));
      Map.Entry<Integer, Granted> before = own == null ? null : own.lowerEntry(call.invokedAt());
      if (presented == 0 || before == null || presented >= before.getValue().token) {
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
        case OK -> {
          Granted newer = before.getValue();
          String text =
              "line %d: a write with token %d landed though token %d of %s had been granted";
          landed.add(
              new Landed(
                  text.formatted(history.line(end), presented, newer.token, call.key()),
                  List.of(newer.line, history.line(end))));
        }
      }
    }
    return new StaleWrites(refused, failed, unknown, landed);
  }

  /** The highest token of each key that was known to be granted, by when it became known. */
  private static Map<String, TreeMap<Integer, Granted>> granted(History history) {
    Map<String, TreeMap<Integer, Granted>> granted = new TreeMap<>();
    for (Call call : history.calls()) {
      if (call.f().equals("grant") && call.outcome() == Outcome.OK) {
        granted
            .computeIfAbsent(String.valueOf(call.key()), unseen -> new TreeMap<>())
            .put(
                call.completedAt(),
                new Granted(token(call.result()), history.line(call.completedAt())));
      }
    }
    for (TreeMap<Integer, Granted> tokens : granted.values()) {
      Granted highest = new Granted(0, 0);
      for (Map.Entry<Integer, Granted> each : tokens.entrySet()) {
        highest = highest.orHigher(each.getValue());
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

  /** What became of those that did not land, in words. */
  String refusals() {
    return "the fence refused %,d, %,d failed otherwise".formatted(refused, failed);
  }

  /**
   * That none landed.
   *
   * @param summary of the case that it is so
   * @param more further figures
   * @param of the history that these are of
   */
  CheckResult result(
      String name, String summary, Map<String, Object> more, History of, Judging judging)
      throws IOException {
    Map<String, Object> details = new LinkedHashMap<>(more);
    details.put("trials", trials());
    details.put("refused", refused);
    details.put("failed", failed);
    details.put("unknown", unknown);
    details.put("landed", (long) landed.size());
    if (landed.isEmpty() && trials() == 0) {
      return CheckResult.nothingToJudge(name, "no write with a stale token was tried", details);
    }
    if (landed.isEmpty()) {
      return CheckResult.of(name, CheckResult.Outcome.VERIFIED, summary, details);
    }
    String told = landed.stream().limit(MOST_TOLD).map(Landed::text).collect(joining("; "));
    return judging.violation(name, told, details, of, landed.getFirst().lines());
  }
}
