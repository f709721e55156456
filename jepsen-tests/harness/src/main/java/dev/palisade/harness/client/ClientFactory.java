package dev.palisade.harness.client;

/** Opens clients. Thread-safe. */
@FunctionalInterface
public interface ClientFactory {
  /**
   * Opens a client; need not connect yet.
   *
   * @param worker its number, from 0; the same worker gets a new client after one was closed
   */
  Client open(int worker) throws Exception;
}
