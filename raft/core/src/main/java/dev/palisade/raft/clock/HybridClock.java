package dev.palisade.raft.clock;

/**
 * A hybrid logical clock: timestamps that follow the wall clock while it behaves, and rise strictly
 * whatever it does. Source: Kulkarni et al. 2014, "Logical Physical Clocks", figure 5; the counter
 * overflows into the milliseconds, because a packed timestamp is just counted up.
 *
 * <p>Example: at wall time 1000 ms, {@code now()} gives (1000, 0) and then (1000, 1). The wall
 * clock steps back to 400 ms: (1000, 2). It reaches 1001 ms again: (1001, 0).
 *
 * <p>Invariants: each timestamp given out is higher than every one given out or merged before (C1)
 * and than the floor (C2); a merged timestamp was at most {@code maxOffsetMillis} ahead of the wall
 * clock (C3). Thread-safe.
 */
public final class HybridClock {
  /** How far ahead another replica's clock may be: 500 ms. */
  public static final long DEFAULT_MAX_OFFSET_MILLIS = 500;

  private final TimeSource time;
  private final long maxOffsetMillis;
  // The highest timestamp given out or merged.
  private long last;

  /** What became of a remote timestamp. */
  public sealed interface Observed {
    /** Every later timestamp of this clock is higher. */
    record Merged() implements Observed {}

    /**
     * Not merged; the clock is as before.
     *
     * @param aheadMillis how far the remote timestamp was ahead of the wall clock here
     */
    record Refused(long aheadMillis) implements Observed {}
  }

  private static final Observed MERGED = new Observed.Merged();

  /**
   * @param floor the highest timestamp that this replica may have given out or seen before it was
   *     restarted; 0 if none
   */
  public HybridClock(TimeSource time, long maxOffsetMillis, long floor) {
    if (maxOffsetMillis < 0 || floor < 0) {
      throw new IllegalArgumentException(
          "negative maximum offset " + maxOffsetMillis + " ms or floor " + floor);
    }
    this.time = time;
    this.maxOffsetMillis = maxOffsetMillis;
    this.last = floor;
  }

  /** The next timestamp. */
  public long now() {
    return next(1);
  }

  /**
   * Takes {@code count} consecutive timestamps and returns the first; the others are the numbers
   * after it.
   *
   * @param count at least 1
   */
  public synchronized long next(int count) {
    if (count < 1) {
      throw new IllegalArgumentException("cannot take " + count + " timestamps");
    }
    // Keeps C1 and C2.
    long first = Math.max(last + 1, Hlc.of(wallMillis(), 0));
    last = first + count - 1;
    return first;
  }

  /** Makes every later timestamp higher than {@code remote}, unless that is too far ahead. */
  public synchronized Observed observe(long remote) {
    // Keeps C3; a negative number is no timestamp and counts as far ahead.
    long aheadMillis = Hlc.millis(remote) - wallMillis();
    if (aheadMillis > maxOffsetMillis) {
      return new Observed.Refused(aheadMillis);
    }
    last = Math.max(last, remote);
    return MERGED;
  }

  /**
   * Makes every later timestamp higher than {@code floor}, however far ahead that is: for what this
   * replica's own log holds, which nothing stamped here may precede.
   */
  public synchronized void raise(long floor) {
    last = Math.max(last, floor);
  }

  /**
   * How far the next timestamp will be ahead of the wall clock, in milliseconds: high after the
   * wall clock stepped back. Beyond the maximum offset other replicas refuse what is stamped here.
   */
  public synchronized long aheadMillis() {
    return Math.max(0, Hlc.millis(last + 1) - wallMillis());
  }

  private long wallMillis() {
    return Math.clamp(time.wallMillis(), 0, Hlc.MAX_MILLIS);
  }
}
