package dev.palisade.cli.bench;

import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.LockSupport;

/**
 * Starts operations at a fixed rate, whether or not earlier ones are answered, as users do. A
 * latency counts from the moment at which its operation was meant to start, so that a stall of the
 * store counts for every operation that it delays (Gil Tene's "coordinated omission" is avoided).
 */
public final class OpenLoop {
  /** Operations that may wait for an answer; beyond them the next start waits, and is late. */
  static final int MOST_WAITING = 8_192;

  private static final long DRAIN_SECONDS = 15;
  private static final double NANOS = TimeUnit.SECONDS.toNanos(1);

  private final int rate;
  private final Load load;
  private final Outcomes outcomes;
  private final Semaphore places = new Semaphore(MOST_WAITING);
  private final long start = System.nanoTime();
  private long nextSecond = TimeUnit.SECONDS.toNanos(1);

  private OpenLoop(int rate, Load load) {
    this.rate = rate;
    this.load = load;
    this.outcomes = new Outcomes(load);
  }

  /**
   * Runs the loop on the calling thread.
   *
   * @param rate operations a second, at least 1
   * @param nanos how long operations are started
   * @throws TimeoutException when an operation is not answered 15 seconds after the last start
   */
  public static LoadResult run(int rate, long nanos, Load load)
      throws InterruptedException, TimeoutException {
    return new OpenLoop(rate, load).run(nanos);
  }

  private LoadResult run(long nanos) throws InterruptedException, TimeoutException {
    long count = Math.max(1, Math.round(rate * (nanos / NANOS)));
    for (long number = 0; number < count; number++) {
      long intended = start + Math.round(number * (NANOS / rate));
      sleepUntil(intended);
      if (!places.tryAcquire(DRAIN_SECONDS, TimeUnit.SECONDS)) {
        throw unanswered();
      }
      load.start((int) (number & Integer.MAX_VALUE))
          .whenComplete(
              (result, failure) -> {
                outcomes.ended(intended, failure);
                places.release();
              });
    }
    sleepUntil(start + nanos);
    if (!places.tryAcquire(MOST_WAITING, DRAIN_SECONDS, TimeUnit.SECONDS)) {
      throw unanswered();
    }
    return outcomes.result(rate, System.nanoTime() - start);
  }

  private TimeoutException unanswered() {
    int waiting = MOST_WAITING - places.availablePermits();
    return new TimeoutException(
        waiting + " operations were not answered within " + DRAIN_SECONDS + " s");
  }

  private void sleepUntil(long nanoTime) throws InterruptedException {
    for (long now = System.nanoTime(); ; now = System.nanoTime()) {
      if (now - start >= nextSecond) {
        outcomes.secondIsOver();
        nextSecond += TimeUnit.SECONDS.toNanos(1);
      }
      if (nanoTime - now <= 0) {
        return;
      }
      if (Thread.interrupted()) {
        throw new InterruptedException();
      }
      LockSupport.parkNanos(Math.min(nanoTime - now, nextSecond - (now - start)));
    }
  }
}
