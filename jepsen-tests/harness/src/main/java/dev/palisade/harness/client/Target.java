package dev.palisade.harness.client;

import dev.palisade.harness.cluster.Cluster;
import dev.palisade.harness.cluster.SystemUnderTest;
import java.util.Optional;

/**
 * A system under test with the clients that workloads reach it by. Implement it to test another
 * system. Thread-safe.
 */
public interface Target extends AutoCloseable {
  /** How its nodes are started and looked at. */
  SystemUnderTest system();

  /** Whether it has clients for a workload; asked before anything is started. */
  default boolean supports(String workload) {
    return true;
  }

  /**
   * The clients for a workload.
   *
   * @param workload its name
   * @param cluster where the nodes are; they may be down now and then
   * @return empty if the system cannot be asked what the workload asks
   */
  Optional<ClientFactory> clients(String workload, Cluster cluster);

  /** Lets go of what it holds besides the nodes, after the run; again does nothing. */
  @Override
  default void close() {}
}
