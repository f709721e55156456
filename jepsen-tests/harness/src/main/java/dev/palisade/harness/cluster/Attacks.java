package dev.palisade.harness.cluster;

import java.util.List;

/**
 * What a system offers that can be attacked through its own interfaces: clients and strangers that
 * mean harm, known by name. Thread-safe.
 */
public interface Attacks {
  /** An attack that is going on. */
  interface Attack extends AutoCloseable {
    /** Stops it and takes back what it left in the store, within a few seconds. */
    @Override
    void close();
  }

  /**
   * Starts an attack on threads of its own.
   *
   * @param name one that the fault of the same name asks for
   * @param nodes those that are attacked
   * @param seed decides its choices
   * @throws ClusterException if no attack has this name
   */
  Attack start(String name, List<NodePlan> nodes, long seed);
}
