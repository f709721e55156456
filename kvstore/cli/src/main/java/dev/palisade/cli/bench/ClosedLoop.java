package dev.palisade.cli.bench;

import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import java.util.function.IntFunction;
import org.HdrHistogram.ConcurrentHistogram;
import org.HdrHistogram.Histogram;

/**
 * Keeps a fixed number of operations in flight until the time is over: each slot starts its next
 * operation when its last one completes, on the thread that completes it. Latencies are those of a
 * closed loop: when the store stalls, the loop waits too, and the stall counts once for each slot.
 */
public final class ClosedLoop {
  private static final long LONGEST_NANOS = TimeUnit.MINUTES.toNanos(1);

  /** How long after the end answers are waited for. */
  private static final long DRAIN_SECONDS = 15;

  private final IntFunction<CompletionStage<?>> operation;
  private final Function<Throwable, String> reason;
  private final Histogram latencies = new ConcurrentHistogram(LONGEST_NANOS, 3);
  private final Map<String, Long> errors = new TreeMap<>();
  private final int inFlight;
  private final AtomicInteger slotsLeft;
  private final CountDownLatch done = new CountDownLatch(1);
  private volatile long endNanos;

  private ClosedLoop(
      int inFlight, IntFunction<CompletionStage<?>> operation, Function<Throwable, String> reason) {
    this.inFlight = inFlight;
    this.operation = operation;
    this.reason = reason;
    this.slotsLeft = new AtomicInteger(inFlight);
  }

  /**
   * Runs the loop.
   *
   * @param inFlight operations at a time, at least 1
   * @param nanos how long operations are started
   * @param operation starts one operation of the given slot, from 0
   * @param reason names a failure for the count of errors
   * @throws TimeoutException when an operation never completes
   */
  public static LoadResult run(
      int inFlight,
      long nanos,
      IntFunction<CompletionStage<?>> operation,
      Function<Throwable, String> reason)
      throws InterruptedException, TimeoutException {
    return new ClosedLoop(inFlight, operation, reason).run(nanos);
  }

  private LoadResult run(long nanos) throws InterruptedException, TimeoutException {
    long start = System.nanoTime();
    endNanos = start + nanos;
    for (int slot = 0; slot < inFlight; slot++) {
      drive(slot);
    }
    if (!done.await(nanos / 1_000_000_000 + DRAIN_SECONDS, TimeUnit.SECONDS)) {
      throw new TimeoutException(
          slotsLeft.get() + " of " + inFlight + " operations were never answered");
    }
    long elapsed = System.nanoTime() - start;
    synchronized (errors) {
      return new LoadResult(inFlight, elapsed, latencies.copy(), new TreeMap<>(errors));
    }
  }

  /** Starts operations of a slot for as long as they complete at once; otherwise is called back. */
  private void drive(int slot) {
    while (true) {
      long started = System.nanoTime();
      if (started - endNanos >= 0) {
        if (slotsLeft.decrementAndGet() == 0) {
          done.countDown();
        }
        return;
      }
      var running = start(slot).toCompletableFuture();
      if (!running.isDone()) {
        running.whenComplete(
            (result, failure) -> {
              count(started, failure);
              drive(slot);
            });
        return;
      }
      // A loop, not a callback: operations that complete at once must not deepen the stack.
      count(started, running.isCompletedExceptionally() ? running.exceptionNow() : null);
    }
  }

  private CompletionStage<?> start(int slot) {
    try {
      return operation.apply(slot);
    } catch (RuntimeException refused) {
      return java.util.concurrent.CompletableFuture.failedFuture(refused);
    }
  }

  private void count(long started, @org.jspecify.annotations.Nullable Throwable failure) {
    if (failure == null) {
      latencies.recordValue(Math.min(System.nanoTime() - started, LONGEST_NANOS));
      return;
    }
    synchronized (errors) {
      errors.merge(reason.apply(failure), 1L, Long::sum);
    }
  }
}
