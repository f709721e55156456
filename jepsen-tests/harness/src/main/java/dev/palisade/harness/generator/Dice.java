package dev.palisade.harness.generator;

import java.util.SplittableRandom;

/** Dice for the operation of a number, so that generators need not hold any that change. */
final class Dice {
  private static final long GOLDEN_GAMMA = 0x9E3779B97F4A7C15L;

  private Dice() {}

  static SplittableRandom of(long seed, long number) {
    SplittableRandom dice = new SplittableRandom(seed + number * GOLDEN_GAMMA);
    dice.nextLong();
    return dice;
  }
}
