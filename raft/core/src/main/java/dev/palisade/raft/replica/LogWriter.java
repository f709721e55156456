package dev.palisade.raft.replica;

import dev.palisade.raft.EntryId;
import dev.palisade.raft.log.Wal;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.LongConsumer;
import org.jspecify.annotations.Nullable;

/**
 * Writes everything that is staged to the disk and syncs once for all of it; empties the log and
 * drops its beginning when told so. A passive actor: one turn at a time.
 */
public final class LogWriter {
  private record Reset(EntryId base, Runnable done) {}

  private final Wal wal;
  private final LongConsumer persisted;
  private final LongConsumer compacted;
  private final Runnable signal;
  private final AtomicReference<@Nullable Reset> reset = new AtomicReference<>();

  /** Entries before this index are to go. */
  private final AtomicLong dropBefore = new AtomicLong();

  /**
   * @param persisted takes the highest sequence made durable
   * @param compacted takes the index of the last entry that the log gave up
   */
  LogWriter(Wal wal, LongConsumer persisted, LongConsumer compacted, Runnable signal) {
    this.wal = wal;
    this.persisted = persisted;
    this.compacted = compacted;
    this.signal = signal;
  }

  /**
   * Takes a turn.
   *
   * @return whether there was anything to write
   * @throws dev.palisade.raft.log.LogFailedException if the disk failed: the process must stop,
   *     since a repeated sync proves nothing
   */
  public boolean runOnce() {
    Reset wanted = reset.getAndSet(null);
    long sequence = wanted == null ? wal.flush() : wal.reset(wanted.base());
    if (sequence > 0) {
      persisted.accept(sequence);
    }
    if (wanted != null) {
      wanted.done().run();
    }
    boolean dropped = drop();
    return sequence > 0 || wanted != null || dropped;
  }

  /** Let the log begin behind this entry; {@code done} runs when it does so durably. */
  void reset(EntryId base, Runnable done) {
    reset.set(new Reset(base, done));
    signal.run();
  }

  /** Give up the entries before this index, as far as whole segments hold nothing else. */
  void dropBefore(long index) {
    dropBefore.set(index);
    signal.run();
  }

  private boolean drop() {
    long before = dropBefore.getAndSet(0);
    if (before == 0) {
      return false;
    }
    wal.truncatePrefix(before);
    compacted.accept(wal.base().index());
    return true;
  }
}
