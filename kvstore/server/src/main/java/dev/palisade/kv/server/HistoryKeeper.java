package dev.palisade.kv.server;

import dev.palisade.kv.state.Command;
import dev.palisade.kv.state.Outcome;
import dev.palisade.raft.replica.Call;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.LongUnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * On the leader, drops versions that are older than the history to be kept, a few at a time: what
 * is applied behind them waits a few milliseconds. The compaction itself is an entry of the log, so
 * that all replicas keep the same. Thread-safe.
 */
final class HistoryKeeper {
  /** Revisions of one compaction. */
  private static final long MOST_AT_ONCE = 250;

  /** Fewer are not worth an entry of the log, unless little is to be kept. */
  private static final long WORTH_AN_ENTRY = 200;

  private final long keepRevisions;
  private final AtomicBoolean underWay = new AtomicBoolean();

  /**
   * Keeps so much.
   *
   * @param keepRevisions the newest revisions, whose versions stay; 0 for all
   */
  HistoryKeeper(long keepRevisions) {
    this.keepRevisions = keepRevisions;
  }

  /** Whether there is anything to do, ever. */
  boolean isIdle() {
    return keepRevisions == 0;
  }

  /**
   * The next compaction; null when none is due, or one is under way. Revisions are counted without
   * those that a restore leapt over.
   *
   * @param newest revision of the state
   * @param compacted below it nothing can be read; 0 at first
   * @param revisionOf the revision behind a count
   */
  @Nullable Call<Outcome> next(
      long newest, long compacted, LongUnaryOperator revisionOf, long deadlineNanos) {
    long surplus = newest - keepRevisions - compacted;
    long worth = Math.clamp(keepRevisions / 10, 1, WORTH_AN_ENTRY);
    if (isIdle() || surplus < worth || !underWay.compareAndSet(false, true)) {
      return null;
    }
    long revision = revisionOf.applyAsLong(compacted + Math.min(surplus, MOST_AT_ONCE));
    return new Housekeeping(
        new Command.Compact(revision), deadlineNanos, () -> underWay.set(false));
  }
}
