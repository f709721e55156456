package dev.palisade.client.transport;

import java.util.concurrent.ThreadLocalRandom;

/**
 * Growing pauses with jitter between attempts. Each is about a third of the time since the first
 * attempt, so that a new leader is noticed within a third of the time that its election took.
 */
final class Backoff {
  static final long FIRST_NANOS = 15_000_000;
  static final long LONGEST_NANOS = 250_000_000;

  private long base = FIRST_NANOS;

  /** Between 70 and 130 percent of a base that grows by half each time, up to the longest. */
  long nextNanos() {
    long pause = (long) (base * ThreadLocalRandom.current().nextDouble(0.7, 1.3));
    base = Math.min(base + base / 2, LONGEST_NANOS);
    return Math.min(pause, LONGEST_NANOS);
  }
}
