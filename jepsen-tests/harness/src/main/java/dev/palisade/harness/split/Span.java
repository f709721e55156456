package dev.palisade.harness.split;

import java.util.Locale;

/**
 * From a moment to another, exclusive, in nanoseconds since the run began.
 *
 * @param begin not after the end
 */
record Span(long begin, long end) {
  Span {
    if (begin > end) {
      throw new IllegalArgumentException("a span from " + begin + " back to " + end);
    }
  }

  boolean meets(Span other) {
    return begin < other.end && other.begin < end;
  }

  long nanos() {
    return end - begin;
  }

  /** A part of a run in seconds, for people. */
  static String seconds(long nanos) {
    return String.format(Locale.ROOT, "%.2f s", nanos / 1e9);
  }
}
