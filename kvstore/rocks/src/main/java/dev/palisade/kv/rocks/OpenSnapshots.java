package dev.palisade.kv.rocks;

import dev.palisade.kv.state.StoreException;

/**
 * Who reads a store beside its writer, so that it is not closed under them: what is native is gone
 * then. Thread-safe.
 */
final class OpenSnapshots {
  private int open;
  private boolean isEnding;

  /** One more. */
  synchronized void begin() {
    requireOpen();
    open++;
  }

  /** One less. */
  synchronized void ended() {
    open--;
    notifyAll();
  }

  /**
   * Returns while the store may be read.
   *
   * @throws StoreException once it is being closed
   */
  synchronized void requireOpen() {
    if (isEnding) {
      throw new StoreException("the store is being closed; read again", null);
    }
  }

  /** From now on no snapshot may be read; waits until all are closed. */
  synchronized void end() {
    isEnding = true;
    boolean wasInterrupted = false;
    while (open > 0) {
      try {
        wait();
      } catch (InterruptedException e) {
        wasInterrupted = true;
      }
    }
    if (wasInterrupted) {
      Thread.currentThread().interrupt();
    }
  }
}
