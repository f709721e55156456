package dev.palisade.harness.fault;

import dev.palisade.harness.cluster.ClusterException;
import org.jspecify.annotations.Nullable;

/**
 * Does something once, and then again and again on a thread of its own until it is told to stop or
 * it fails.
 */
final class Repeating {
  /** One round; says how many milliseconds to wait before the next. */
  interface Step {
    long run();
  }

  private static final long JOIN_MILLIS = 20_000;

  private final Step step;
  private final Thread thread;
  private boolean stopped;
  private @Nullable RuntimeException failure;

  private Repeating(String name, Step step, long firstMillis) {
    this.step = step;
    this.thread = Thread.ofPlatform().daemon().name(name).unstarted(() -> run(firstMillis));
  }

  /** Returns after the first round. */
  static Repeating start(String name, Step step) {
    Repeating repeating = new Repeating(name, step, step.run());
    repeating.thread.start();
    return repeating;
  }

  private void run(long firstMillis) {
    try {
      long millis = firstMillis;
      while (awaitNext(millis)) {
        millis = step.run();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (RuntimeException e) {
      fail(e);
    }
  }

  private synchronized void fail(RuntimeException reason) {
    failure = reason;
  }

  private synchronized boolean awaitNext(long millis) throws InterruptedException {
    long deadline = System.nanoTime() + millis * 1_000_000;
    while (!stopped) {
      long left = (deadline - System.nanoTime()) / 1_000_000;
      if (left <= 0) {
        return true;
      }
      wait(left);
    }
    return false;
  }

  /**
   * Returns when the last round is over.
   *
   * @throws ClusterException if a round failed, and so none came after it
   */
  void stop() {
    synchronized (this) {
      stopped = true;
      notifyAll();
    }
    try {
      thread.join(JOIN_MILLIS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    if (thread.isAlive()) {
      throw new ClusterException("'" + thread.getName() + "' does not stop");
    }
    throwFailure();
  }

  private synchronized void throwFailure() {
    if (failure != null) {
      throw new ClusterException("it had stopped before: " + failure.getMessage(), failure);
    }
  }
}
