package dev.palisade.harness.run;

import dev.palisade.checker.history.Call;
import dev.palisade.checker.history.History;
import dev.palisade.checker.history.Outcome;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Figures of a history: how operations ended, how fast they were, how long none succeeded. */
final class Figures {
  private static final double NANOS_PER_MILLI = 1e6;

  private final Map<Outcome, Long> outcomes = new EnumMap<>(Outcome.class);
  private final Map<String, List<Long>> latencies = new TreeMap<>();

  /** When operations succeeded, ascending. */
  private final long[] succeeded;

  private long first = Long.MAX_VALUE;
  private long last;

  Figures(History history) {
    List<Long> times = new ArrayList<>();
    for (Call call : history.calls()) {
      outcomes.merge(call.outcome(), 1L, Long::sum);
      long begin = history.op(call.invokedAt()).timeNanos();
      first = Math.min(first, begin);
      last = Math.max(last, begin);
      if (call.completedAt() != Call.NEVER) {
        long end = history.op(call.completedAt()).timeNanos();
        last = Math.max(last, end);
        if (call.outcome() == Outcome.OK) {
          latencies.computeIfAbsent(call.f(), unseen -> new ArrayList<>()).add(end - begin);
          if (isOfTheStore(call)) {
            times.add(end);
          }
        }
      }
    }
    succeeded = times.stream().mapToLong(Long::longValue).sorted().toArray();
  }

  /** Reads that need no leader, and what is done to clients, say nothing of the store. */
  static boolean isOfTheStore(Call call) {
    return !call.f().contains("stale") && !call.f().equals("pause") && !call.f().equals("resume");
  }

  long count(Outcome outcome) {
    return outcomes.getOrDefault(outcome, 0L);
  }

  /** Operations that succeeded, for each second between the first and the last event. */
  double perSecond() {
    return last <= first ? 0 : count(Outcome.OK) / ((last - first) / 1e9);
  }

  /** Of operations that succeeded, by function, in milliseconds. */
  Map<String, Object> latencies() {
    Map<String, Object> shown = new LinkedHashMap<>();
    latencies.forEach(
        (f, nanos) -> {
          long[] sorted = nanos.stream().mapToLong(Long::longValue).sorted().toArray();
          Map<String, Object> quantiles = new LinkedHashMap<>();
          quantiles.put("p50", millis(quantile(sorted, 0.5)));
          quantiles.put("p90", millis(quantile(sorted, 0.9)));
          quantiles.put("p99", millis(quantile(sorted, 0.99)));
          quantiles.put("max", millis(sorted[sorted.length - 1]));
          shown.put(f, quantiles);
        });
    return shown;
  }

  static long quantile(long[] sorted, double part) {
    return sorted[
        (int) Math.min(sorted.length - 1L, Math.round(Math.ceil(part * sorted.length)) - 1)];
  }

  static double millis(long nanos) {
    return Math.round(nanos / NANOS_PER_MILLI * 1_000) / 1_000.0;
  }

  /**
   * The longest time from the beginning of one of these gaps to the next operation that succeeded,
   * or to the gap's end if none did before, or to the run's; 0 without gaps.
   */
  long longestUntilSuccess(List<FaultTimes.Gap> gaps) {
    long longest = 0;
    for (FaultTimes.Gap gap : gaps) {
      int found = Arrays.binarySearch(succeeded, gap.from());
      int next = found >= 0 ? found : -found - 1;
      long success = next < succeeded.length ? succeeded[next] : last;
      longest = Math.max(longest, Math.min(success, gap.until()) - gap.from());
    }
    return longest;
  }
}
