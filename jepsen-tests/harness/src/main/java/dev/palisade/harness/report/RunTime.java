package dev.palisade.harness.report;

/** Times of a run as the page has them: ticks of ten microseconds, good for eleven hours. */
final class RunTime {
  private static final long NANOS_PER_TICK = 10_000;

  private RunTime() {}

  static long ticks(long nanos) {
    return nanos / NANOS_PER_TICK;
  }
}
