package dev.palisade.checker.search;

import dev.palisade.checker.search.BudgetExhaustedException.Resource;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * How long a search may run and how much it may remember. Searches say what they store, in bytes as
 * they estimate them; the sum over all searches that share a budget is bounded. Thread-safe.
 */
public final class Budget {
  private final long startNanos = System.nanoTime();
  private final long allowedNanos;
  private final long allowedBytes;
  private final AtomicLong usedBytes;
  private final @Nullable Budget whole;
  private volatile boolean cancelled;

  /**
   * @param allowedNanos from now on, positive
   * @param allowedBytes positive
   */
  public Budget(long allowedNanos, long allowedBytes) {
    this(allowedNanos, allowedBytes, new AtomicLong(), null);
  }

  private Budget(
      long allowedNanos, long allowedBytes, AtomicLong usedBytes, @Nullable Budget whole) {
    this.whole = whole;
    this.allowedNanos = allowedNanos;
    this.allowedBytes = allowedBytes;
    this.usedBytes = usedBytes;
  }

  /** A part of this budget that can be cancelled alone: the same memory, at most so much time. */
  public Budget part(long atMostNanos) {
    return new Budget(Math.min(atMostNanos, remainingNanos()), allowedBytes, usedBytes, this);
  }

  /** The time left, in nanoseconds; not negative. */
  public long remainingNanos() {
    return Math.max(0, allowedNanos - (System.nanoTime() - startNanos));
  }

  /** Makes the next {@link #check} in any thread fail. */
  public void cancel() {
    cancelled = true;
  }

  /**
   * To be called every some thousand steps.
   *
   * @throws BudgetExhaustedException if the search must end
   */
  public void check() {
    if (isCancelled() || Thread.currentThread().isInterrupted()) {
      throw new BudgetExhaustedException(Resource.CANCELLED);
    }
    if (System.nanoTime() - startNanos > allowedNanos) {
      throw new BudgetExhaustedException(Resource.TIME);
    }
  }

  private boolean isCancelled() {
    return cancelled || (whole != null && whole.isCancelled());
  }

  /**
   * Notes memory that is about to be used.
   *
   * @throws BudgetExhaustedException if it would be more than allowed
   */
  public void take(long bytes) {
    if (usedBytes.addAndGet(bytes) > allowedBytes) {
      usedBytes.addAndGet(-bytes);
      throw new BudgetExhaustedException(Resource.MEMORY);
    }
  }

  /** Gives back what was taken. */
  public void giveBack(long bytes) {
    usedBytes.addAndGet(-bytes);
  }
}
