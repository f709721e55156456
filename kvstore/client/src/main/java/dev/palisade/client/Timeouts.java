package dev.palisade.client;

import java.time.Duration;

/** The range that timeouts must lie in. */
final class Timeouts {
  private static final Duration LONGEST = Duration.ofDays(1);

  private Timeouts() {}

  static Duration requirePositive(Duration timeout) {
    if (timeout.toMillis() < 1 || timeout.compareTo(LONGEST) > 0) {
      throw new IllegalArgumentException(
          "timeout must be 1 ms to " + LONGEST.toHours() + " h, was " + timeout);
    }
    return timeout;
  }
}
