package dev.palisade.harness.fault;

import java.util.List;

/**
 * Up to three faults, all in force for a moment, and healed.
 *
 * @param steps in the order in which they begin
 * @param then what comes when all are healed
 * @param quietMillis after that, until the next round
 */
record Round(List<Step> steps, Then then, int quietMillis) {
  /** What comes when all faults of a round are healed. */
  enum Then {
    /** More faults; nodes may be starting yet, or catching up. */
    NEXT,
    /** The cluster has to serve again, with all its nodes, before anything else is done to it. */
    RECOVERY
  }

  /**
   * A fault of a round.
   *
   * @param afterMillis from the beginning of the round
   * @param holdMillis how long it stays
   */
  record Step(Fault fault, int afterMillis, int holdMillis) {}
}
