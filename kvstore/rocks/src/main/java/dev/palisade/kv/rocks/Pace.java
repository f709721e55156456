package dev.palisade.kv.rocks;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/**
 * Rests between pieces of work that nobody waits for, so that whoever serves clients meanwhile has
 * most of the processor and the disk. Used by one thread.
 */
final class Pace {
  /** A quarter of the time is work. */
  private static final int RESTS_PER_WORK = 3;

  private static final long LONGEST_REST_NANOS = TimeUnit.MILLISECONDS.toNanos(200);

  private long beganNanos = System.nanoTime();

  /** A piece of work is done; the next begins when this returns. */
  void rest() {
    long worked = System.nanoTime() - beganNanos;
    LockSupport.parkNanos(Math.min(RESTS_PER_WORK * worked, LONGEST_REST_NANOS));
    beganNanos = System.nanoTime();
  }
}
