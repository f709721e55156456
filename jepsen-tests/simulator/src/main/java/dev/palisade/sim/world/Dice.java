package dev.palisade.sim.world;

import java.util.List;

/**
 * Pseudo-random numbers from a seed: SplitMix64 (Steele, Lea, Flood 2014). The same on every
 * machine, floating point included. Not thread-safe.
 */
public final class Dice {
  private static final long GAMMA = 0x9E3779B97F4A7C15L;

  private long state;

  public Dice(long seed) {
    state = seed;
  }

  /** Dice whose throws do not depend on how often others of the same seed are thrown. */
  public static Dice of(long seed, String purpose) {
    long mixed = seed;
    for (int i = 0; i < purpose.length(); i++) {
      mixed = mix(mixed + GAMMA * purpose.charAt(i));
    }
    return new Dice(mixed);
  }

  public long next() {
    state += GAMMA;
    return mix(state);
  }

  /** 0 to {@code bound - 1}. */
  public int below(int bound) {
    return (int) ((next() >>> 33) % bound);
  }

  /** From {@code low} to {@code highExclusive - 1}. */
  public long between(long low, long highExclusive) {
    return low + (next() >>> 1) % (highExclusive - low);
  }

  /** True with this probability. */
  public boolean chance(double probability) {
    return (next() >>> 11) * 0x1.0p-53 < probability;
  }

  /** Exponentially distributed with this mean, at most ten times it. */
  public long around(long mean) {
    double uniform = ((next() >>> 11) + 1) * 0x1.0p-53;
    // Math.log may differ between machines.
    return Math.min(10 * mean, (long) (-StrictMath.log(uniform) * mean));
  }

  public <T> T pick(List<T> choices) {
    return choices.get(below(choices.size()));
  }

  private static long mix(long z) {
    long first = (z ^ (z >>> 30)) * 0xBF58476D1CE4E5B9L;
    long second = (first ^ (first >>> 27)) * 0x94D049BB133111EBL;
    return second ^ (second >>> 31);
  }
}
