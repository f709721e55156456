package dev.palisade.sim.world;

import dev.palisade.raft.clock.TimeSource;

/** The clocks of one machine: they drift, and the wall clock steps. Not thread-safe. */
final class SimClock implements TimeSource {
  /** 2026-01-01T00:00Z. */
  private static final long EPOCH_MILLIS = 1_767_225_600_000L;

  private static final long MILLION = 1_000_000;

  private final Scheduler scheduler;
  private final long driftPpm;
  private long offsetMillis;

  /**
   * @param driftPpm how much too fast it runs, in millionths
   */
  SimClock(Scheduler scheduler, long driftPpm, long offsetMillis) {
    this.scheduler = scheduler;
    this.driftPpm = driftPpm;
    this.offsetMillis = offsetMillis;
  }

  @Override
  public long monotonicNanos() {
    return drifted(scheduler.nowNanos());
  }

  @Override
  public long wallMillis() {
    return EPOCH_MILLIS + monotonicNanos() / MILLION + offsetMillis;
  }

  /** How far the wall clock is ahead of true time. */
  long aheadMillis() {
    return (monotonicNanos() - scheduler.nowNanos()) / MILLION + offsetMillis;
  }

  void step(long millis) {
    offsetMillis += millis;
  }

  /** The first true time at which the monotonic clock shows at least this. */
  long trueTimeOf(long monotonicNanos) {
    long guess = monotonicNanos - driftOf(monotonicNanos);
    while (drifted(guess) < monotonicNanos) {
      guess += 1 + (monotonicNanos - drifted(guess)) / 2;
    }
    return guess;
  }

  private long drifted(long trueNanos) {
    return trueNanos + driftOf(trueNanos);
  }

  private long driftOf(long nanos) {
    return nanos / MILLION * driftPpm + nanos % MILLION * driftPpm / MILLION;
  }
}
