package dev.palisade.harness.client;

/**
 * One worker's connection to the system under test. Used by one thread at a time, except {@link
 * #close}, which may come from another while an operation is under way, and ends it.
 */
public interface Client extends AutoCloseable {
  /** Prepares the system, before any operation; called on the first client of a run. */
  default void setup() throws Exception {}

  /**
   * Does one operation, and takes a bounded time for it.
   *
   * @throws Exception when nobody knows whether it took effect: it is noted as indeterminate, and
   *     this client is closed
   */
  Completion invoke(Operation operation) throws Exception;

  /** Cleans up after the last operation of a run; called on one client of it. */
  default void teardown() throws Exception {}

  /** Lets go of the connection; again does nothing. */
  @Override
  void close();
}
