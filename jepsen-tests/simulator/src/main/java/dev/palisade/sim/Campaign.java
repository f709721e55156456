package dev.palisade.sim;

import dev.palisade.sim.fault.Profile;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.BooleanSupplier;

/**
 * Many runs, several at a time, seed after seed. It ends when there are no more seeds, when it is
 * told to stop, or when enough runs have failed.
 */
public final class Campaign {
  /** Enough to look at. */
  private static final int MOST_FAILURES = 10;

  private final Profile profile;
  private final Totals totals = new Totals();
  private final List<RunReport> failures = new ArrayList<>();

  public Campaign(Profile profile) {
    this.profile = profile;
  }

  /** What was done so far; may be looked at while the campaign runs. */
  public Totals totals() {
    return totals;
  }

  /** The runs in which something was broken, by seed. */
  public synchronized List<RunReport> failures() {
    return failures.stream().sorted(Comparator.comparingLong(RunReport::seed)).toList();
  }

  /**
   * Runs the seeds [from, toExclusive).
   *
   * @param jobs threads
   * @param stop is asked before each run
   */
  public void run(long from, long toExclusive, int jobs, BooleanSupplier stop)
      throws InterruptedException {
    AtomicLong next = new AtomicLong(from);
    Runnable worker =
        () -> {
          while (!stop.getAsBoolean() && hasFewFailures()) {
            long seed = next.getAndIncrement();
            if (seed >= toExclusive) {
              return;
            }
            add(Simulation.run(seed, profile, null));
          }
        };
    ExecutorService threads = Executors.newFixedThreadPool(jobs);
    try {
      List<Future<?>> workers = new ArrayList<>();
      for (int i = 0; i < jobs; i++) {
        workers.add(threads.submit(worker));
      }
      for (Future<?> each : workers) {
        each.get();
      }
    } catch (ExecutionException e) {
      throw new IllegalStateException("a run ended abnormally", e.getCause());
    } finally {
      threads.shutdownNow();
    }
  }

  private synchronized boolean hasFewFailures() {
    return failures.size() < MOST_FAILURES;
  }

  private synchronized void add(RunReport run) {
    totals.add(run);
    if (!run.isClean()) {
      failures.add(run);
    }
  }
}
