package dev.palisade.harness.cluster;

/** Libraries that nodes are started with, because some faults need them from the beginning. */
public enum Preload {
  /**
   * Lets a node's wall clock be wrong. Not libfaketime: that takes a lock for each look at any
   * clock and stands behind each timed wait, and a server of many threads hardly moves under it.
   */
  CLOCK,
  /** Lets a node's files fail. */
  DISK
}
