package dev.palisade.harness.fault;

import dev.palisade.harness.cluster.ClusterException;

/** Does something again and again on a thread of its own until it is told to stop. */
final class Repeating {
  /** One round; says how many milliseconds to wait before the next. */
  interface Step {
    long run();
  }

  private static final long JOIN_MILLIS = 20_000;

  private final Step step;
  private final Thread thread;
  private boolean stopped;

  private Repeating(String name, Step step) {
    this.step = step;
    this.thread = Thread.ofPlatform().daemon().name(name).unstarted(this::run);
  }

  static Repeating start(String name, Step step) {
    Repeating repeating = new Repeating(name, step);
    repeating.thread.start();
    return repeating;
  }

  private void run() {
    try {
      boolean again = true;
      while (again) {
        again = awaitNext(step.run());
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
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

  /** Returns when the last round is over. */
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
  }
}
