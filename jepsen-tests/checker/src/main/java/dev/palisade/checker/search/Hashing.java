package dev.palisade.checker.search;

/** Spreads the bits of numbers that differ little. */
final class Hashing {
  private Hashing() {}

  /** The finalizer of SplitMix64 (Steele, Lea and Flood 2014), folded. */
  static int mix(long value) {
    long z = (value ^ (value >>> 30)) * 0xbf58476d1ce4e5b9L;
    z = (z ^ (z >>> 27)) * 0x94d049bb133111ebL;
    return (int) (z ^ (z >>> 31));
  }
}
