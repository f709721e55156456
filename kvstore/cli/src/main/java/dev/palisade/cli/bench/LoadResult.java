package dev.palisade.cli.bench;

import java.util.Map;
import org.HdrHistogram.Histogram;

/**
 * What a loop measured.
 *
 * @param level operations at a time of a closed loop, operations a second of an open one
 * @param elapsedNanos from the first operation's start to the last completion that counts
 * @param latencies of the operations that went well, in nanoseconds
 * @param errors how often operations failed, by reason
 */
public record LoadResult(
    int level, long elapsedNanos, Histogram latencies, Map<String, Long> errors) {
  /** Operations that went well, a second. */
  public double operationsPerSecond() {
    return elapsedNanos == 0 ? 0 : latencies.getTotalCount() * 1e9 / elapsedNanos;
  }

  /** The latency, in milliseconds, that this share of operations did not exceed. */
  public double millisAt(double percentile) {
    return latencies.getTotalCount() == 0 ? 0 : latencies.getValueAtPercentile(percentile) / 1e6;
  }

  /** Operations that failed. */
  public long failed() {
    return errors.values().stream().mapToLong(Long::longValue).sum();
  }
}
