package dev.palisade.raft.clock;

import java.time.Instant;

/**
 * Hybrid logical timestamps as packed numbers: 48 bits of milliseconds since 1970, of which the
 * highest stays 0 (they last until the year 6429), and 16 bits of counter. So they are never
 * negative, and compare as plain numbers. Source: Kulkarni et al. 2014, "Logical Physical Clocks".
 */
public final class Hlc {
  /** The latest millisecond that a timestamp holds. */
  public static final long MAX_MILLIS = (1L << 47) - 1;

  /** The highest counter within a millisecond. */
  public static final int MAX_COUNTER = (1 << 16) - 1;

  private static final int COUNTER_BITS = 16;

  private Hlc() {}

  /**
   * Packs a timestamp.
   *
   * @param millis since 1970-01-01T00:00Z, 0 to {@link #MAX_MILLIS}
   * @param counter 0 to {@link #MAX_COUNTER}
   */
  public static long of(long millis, int counter) {
    if (millis < 0 || millis > MAX_MILLIS) {
      throw new IllegalArgumentException(
          "milliseconds must be 0 to " + MAX_MILLIS + ", were " + millis);
    }
    if (counter < 0 || counter > MAX_COUNTER) {
      throw new IllegalArgumentException("counter must be 0 to 65535, was " + counter);
    }
    return millis << COUNTER_BITS | counter;
  }

  /** Milliseconds since 1970; of a negative number, which is no timestamp, beyond the maximum. */
  public static long millis(long hlc) {
    return hlc >>> COUNTER_BITS;
  }

  public static int counter(long hlc) {
    return (int) (hlc & MAX_COUNTER);
  }

  /** ISO time, then the counter: {@code 2026-03-01T12:00:00.250Z+3}. */
  public static String format(long hlc) {
    return Instant.ofEpochMilli(millis(hlc)) + "+" + counter(hlc);
  }
}
