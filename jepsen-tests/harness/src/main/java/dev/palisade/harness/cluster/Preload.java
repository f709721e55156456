package dev.palisade.harness.cluster;

/** Libraries that nodes are started with, because some faults need them from the beginning. */
public enum Preload {
  /** libfaketime: lets a node's wall clock be wrong. */
  CLOCK,
  /** Lets a node's files fail. */
  DISK
}
