package dev.palisade.client.transport;

import java.util.concurrent.ThreadLocalRandom;

/** Growing pauses with jitter between attempts: short, so that a new leader is noticed soon. */
final class Backoff {
  static final long FIRST_NANOS = 15_000_000;
  static final long LONGEST_NANOS = 250_000_000;

  private long base = FIRST_NANOS;

  /** Between 70 and 130 percent of a base that doubles each time, up to the longest. */
  long nextNanos() {
    long pause = (long) (base * ThreadLocalRandom.current().nextDouble(0.7, 1.3));
    base = Math.min(2 * base, LONGEST_NANOS);
    return Math.min(pause, LONGEST_NANOS);
  }
}
