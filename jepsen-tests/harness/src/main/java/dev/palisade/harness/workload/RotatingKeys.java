package dev.palisade.harness.workload;

import java.util.random.RandomGenerator;

/**
 * Keys of which a few are in use at a time, and others after so many operations: no history of one
 * key grows beyond what can be searched, and operations whose end nobody knows pile up on none.
 *
 * @param prefix what all begin with
 * @param atATime how many are in use, at least 1
 * @param operationsAKey about so many each has, at least 1
 */
record RotatingKeys(String prefix, long atATime, long operationsAKey) {
  /**
   * One of those in use.
   *
   * @param number of the operation, from 0
   */
  String key(long number, RandomGenerator dice) {
    long batch = number / (operationsAKey * atATime);
    return prefix + (batch * atATime + dice.nextLong(atATime));
  }
}
