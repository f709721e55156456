package dev.palisade.cli.bench;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Keeps a fixed number of operations in flight until the time is over: each slot starts its next
 * operation when its last one completes, on the thread that completes it. Latencies are those of a
 * closed loop: when the store stalls, the loop waits too, and the stall counts once for each slot.
 */
public final class ClosedLoop {
  /** How long after the end answers are waited for. */
  private static final long DRAIN_SECONDS = 15;

  private final Load load;
  private final Outcomes outcomes;
  private final int inFlight;
  private final AtomicInteger slotsLeft;
  private final CountDownLatch done = new CountDownLatch(1);
  private volatile long endNanos;

  private ClosedLoop(int inFlight, Load load) {
    this.inFlight = inFlight;
    this.load = load;
    this.outcomes = new Outcomes(load);
    this.slotsLeft = new AtomicInteger(inFlight);
  }

  /**
   * Runs the loop.
   *
   * @param inFlight operations at a time, at least 1
   * @param nanos how long operations are started
   * @throws TimeoutException when an operation never completes
   */
  public static LoadResult run(int inFlight, long nanos, Load load)
      throws InterruptedException, TimeoutException {
    return new ClosedLoop(inFlight, load).run(nanos);
  }

  private LoadResult run(long nanos) throws InterruptedException, TimeoutException {
    long start = System.nanoTime();
    endNanos = start + nanos;
    for (int slot = 0; slot < inFlight; slot++) {
      drive(slot);
    }
    long patience = nanos / TimeUnit.SECONDS.toNanos(1) + DRAIN_SECONDS;
    while (!done.await(1, TimeUnit.SECONDS)) {
      outcomes.secondIsOver();
      if (--patience <= 0) {
        throw new TimeoutException(
            slotsLeft.get() + " of " + inFlight + " operations were never answered");
      }
    }
    return outcomes.result(inFlight, System.nanoTime() - start);
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
      var running = load.start(slot);
      if (!running.isDone()) {
        running.whenComplete(
            (result, failure) -> {
              outcomes.ended(started, failure);
              drive(slot);
            });
        return;
      }
      // A loop, not a callback: operations that complete at once must not deepen the stack.
      outcomes.ended(started, running.isCompletedExceptionally() ? running.exceptionNow() : null);
    }
  }
}
