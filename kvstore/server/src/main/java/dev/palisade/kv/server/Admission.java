package dev.palisade.kv.server;

import java.util.concurrent.atomic.AtomicLong;

/**
 * Bounds what is in flight on this node, in operations and in bytes: beyond, work is refused at
 * once rather than queued until nobody waits for it any more. Thread-safe.
 */
final class Admission {
  /** How long a refused client should wait: some rounds of the log's disk. */
  static final long RETRY_AFTER_MILLIS = 20;

  private final long maxOperations;
  private final long maxBytes;
  private final AtomicLong operations = new AtomicLong();
  private final AtomicLong bytes = new AtomicLong();

  Admission(long maxOperations, long maxBytes) {
    this.maxOperations = maxOperations;
    this.maxBytes = maxBytes;
  }

  /** Takes room for an operation; false, and takes none, when there is not enough. */
  boolean admit(long operationBytes) {
    if (operations.incrementAndGet() > maxOperations) {
      operations.decrementAndGet();
      return false;
    }
    if (bytes.addAndGet(operationBytes) > maxBytes) {
      release(operationBytes);
      return false;
    }
    return true;
  }

  /** Gives the room back. */
  void release(long operationBytes) {
    operations.decrementAndGet();
    bytes.addAndGet(-operationBytes);
  }

  long operations() {
    return operations.get();
  }
}
