package dev.palisade.raft.runtime;

import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;

/**
 * Gives a passive actor a thread: turns while there is something to do, then sleeps until it is
 * signalled or its deadline comes. A turn that fails halts the process.
 */
final class ActorThread {
  /** One turn. */
  @FunctionalInterface
  interface Turn {
    /** Whether there was anything to do. */
    boolean run() throws Exception;
  }

  /** When the next turn is due without a signal, in monotonic nanoseconds. */
  @FunctionalInterface
  interface Deadline {
    /** For actors that wait for signals only. */
    Deadline NEVER = () -> Long.MAX_VALUE;

    long nanos();
  }

  private final String name;
  private final Halt halt;
  private final AtomicBoolean signalled = new AtomicBoolean();
  private volatile boolean stopping;
  private volatile Thread thread = Thread.currentThread();

  ActorThread(String name, Halt halt) {
    this.name = name;
    this.halt = halt;
  }

  void start(Turn turn, Deadline deadline) {
    Thread started = Thread.ofPlatform().name(name).daemon().unstarted(() -> loop(turn, deadline));
    thread = started;
    started.start();
  }

  /** Says that a turn is due. Any thread; never lost, cheap when one is due already. */
  void signal() {
    if (!signalled.get() && signalled.compareAndSet(false, true)) {
      LockSupport.unpark(thread);
    }
  }

  /** Ends the thread after the turn it is in. */
  void stop() throws InterruptedException {
    stopping = true;
    LockSupport.unpark(thread);
    if (thread != Thread.currentThread()) {
      thread.join();
    }
  }

  private void loop(Turn turn, Deadline deadline) {
    try {
      while (!stopping) {
        signalled.set(false);
        if (!turn.run()) {
          sleep(deadline.nanos());
        }
      }
    } catch (Throwable e) { // Nothing goes on after this: the process ends.
      halt.halt(name, e);
    }
  }

  private void sleep(long deadlineNanos) {
    if (signalled.get() || stopping) {
      return;
    }
    if (deadlineNanos == Long.MAX_VALUE) {
      LockSupport.park(this);
      return;
    }
    long wait = deadlineNanos - System.nanoTime();
    if (wait > 0) {
      LockSupport.parkNanos(this, wait);
    }
  }
}
