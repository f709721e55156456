package dev.palisade.harness.client;

/**
 * One worker's connection to the system under test. Used by one thread at a time, except {@link
 * #close}, which may come from another while an operation is under way, and ends it.
 */
public interface Client extends AutoCloseable {
  /**
   * Prepares the system, before any operation of the workload; called on a client of its own.
   * Called again after it threw, for a cluster that has just started may not serve yet: what was
   * done before must do no harm.
   */
  default void setup() throws Exception {}

  /**
   * Does one operation, and takes a bounded time for it.
   *
   * @throws Exception when nobody knows whether it took effect: it is noted as indeterminate, and
   *     this client is closed
   */
  Completion invoke(Operation operation) throws Exception;

  /**
   * Cleans up after the last operation of the workload; called on a client of its own, not when the
   * run is interrupted. One that throws is noted.
   */
  default void teardown() throws Exception {}

  /** Lets go of the connection; again does nothing. */
  @Override
  void close();
}
