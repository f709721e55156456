package dev.palisade.harness.fault;

import java.util.List;

/**
 * One or two faults, then time to recover.
 *
 * @param steps in the order in which they begin
 * @param quietMillis after all is healed and the cluster has recovered
 */
record Round(List<Step> steps, int quietMillis) {
  /**
   * A fault of a round.
   *
   * @param afterMillis from the beginning of the round
   * @param holdMillis how long it stays
   */
  record Step(Fault fault, int afterMillis, int holdMillis) {}
}
