package dev.palisade.harness.hostile;

import java.util.random.RandomGenerator;

/** What an attack does again and again. */
interface Round {
  /** Takes a few seconds at most, and ends soon after its thread is interrupted. */
  void run(Victims victims, RandomGenerator dice) throws InterruptedException;

  /** Takes back what it left in the store; by default nothing. */
  default void cleanUp(Victims victims) throws InterruptedException {}
}
