package dev.palisade.cli.bench;

import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import org.HdrHistogram.ConcurrentHistogram;
import org.HdrHistogram.Histogram;
import org.jspecify.annotations.Nullable;

/** How the operations of a run ended. Thread-safe. */
final class Outcomes {
  private static final long LONGEST_NANOS = TimeUnit.MINUTES.toNanos(1);

  private final Load load;
  private final Histogram latencies = new ConcurrentHistogram(LONGEST_NANOS, 3);
  private final Map<String, Long> errors = new TreeMap<>();
  private long reported;
  private long seconds;

  Outcomes(Load load) {
    this.load = load;
  }

  /** An operation whose latency counts from {@code sinceNanos} has ended. */
  void ended(long sinceNanos, @Nullable Throwable failure) {
    if (failure == null) {
      latencies.recordValue(Math.clamp(System.nanoTime() - sinceNanos, 0, LONGEST_NANOS));
      return;
    }
    synchronized (errors) {
      errors.merge(load.reason().apply(failure), 1L, Long::sum);
    }
  }

  /** Tells how far the run is; for one thread. */
  void secondIsOver() {
    long all = latencies.getTotalCount();
    load.progress().second(++seconds, all - reported);
    reported = all;
  }

  LoadResult result(int level, long elapsedNanos) {
    synchronized (errors) {
      return new LoadResult(level, elapsedNanos, latencies.copy(), new TreeMap<>(errors));
    }
  }
}
