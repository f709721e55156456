package dev.palisade.client;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/** Bounds the calls that are not ended, in number and in bytes. Safe for many threads. */
final class Capacity {
  /** Low bits hold the bytes, high bits the operations, so that one exchange takes both. */
  private static final int BYTE_BITS = 40;

  private static final long BYTE_MASK = (1L << BYTE_BITS) - 1;
  private static final long ONE_OPERATION = 1L << BYTE_BITS;
  static final int MAX_OPERATIONS = 1 << 20;
  static final long MAX_BYTES = BYTE_MASK >>> 1;

  private final int maxOperations;
  private final long maxBytes;
  private final AtomicLong used = new AtomicLong();
  private final AtomicInteger waiters = new AtomicInteger();
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition freed = lock.newCondition();

  Capacity(int maxOperations, long maxBytes) {
    this.maxOperations = maxOperations;
    this.maxBytes = maxBytes;
  }

  /**
   * Takes a place if there is one; a call larger than all bytes gets one when nothing else waits.
   */
  boolean tryAcquire(int bytes) {
    while (true) {
      long before = used.get();
      long operations = before >>> BYTE_BITS;
      long usedBytes = before & BYTE_MASK;
      if (operations >= maxOperations || (usedBytes > 0 && usedBytes + bytes > maxBytes)) {
        return false;
      }
      if (used.compareAndSet(before, before + ONE_OPERATION + bytes)) {
        return true;
      }
    }
  }

  /** Waits for a place until the deadline, on the scale of {@link System#nanoTime}. */
  boolean acquire(int bytes, long deadlineNanos) throws InterruptedException {
    if (tryAcquire(bytes)) {
      return true;
    }
    lock.lockInterruptibly();
    try {
      waiters.incrementAndGet();
      while (!tryAcquire(bytes)) {
        long remainingNanos = deadlineNanos - System.nanoTime();
        if (remainingNanos <= 0) {
          return false;
        }
        boolean unused = freed.await(remainingNanos, TimeUnit.NANOSECONDS);
      }
      return true;
    } finally {
      waiters.decrementAndGet();
      lock.unlock();
    }
  }

  void release(int bytes) {
    used.addAndGet(-ONE_OPERATION - bytes);
    if (waiters.get() > 0) {
      lock.lock();
      try {
        freed.signalAll();
      } finally {
        lock.unlock();
      }
    }
  }

  @Override
  public String toString() {
    long now = used.get();
    return (now >>> BYTE_BITS)
        + " of "
        + maxOperations
        + " operations and "
        + (now & BYTE_MASK)
        + " of "
        + maxBytes
        + " bytes wait";
  }
}
