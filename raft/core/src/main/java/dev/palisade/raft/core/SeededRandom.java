package dev.palisade.raft.core;

/** SplitMix64 (Steele, Lea, Flood 2014): the same draws from the same seed, on every machine. */
final class SeededRandom {
  private long state;

  SeededRandom(long seed) {
    state = seed;
  }

  /** A draw of [0, bound). The bias of the remainder is beyond notice for our bounds. */
  long below(long bound) {
    state += 0x9E3779B97F4A7C15L;
    long mixed = (state ^ (state >>> 30)) * 0xBF58476D1CE4E5B9L;
    mixed = (mixed ^ (mixed >>> 27)) * 0x94D049BB133111EBL;
    return Long.remainderUnsigned(mixed ^ (mixed >>> 31), bound);
  }
}
