package dev.palisade.raft.replica;

import dev.palisade.raft.log.Wal;
import java.util.function.LongConsumer;

/**
 * Writes everything that is staged to the disk and syncs once for all of it. A passive actor: one
 * turn at a time.
 */
public final class LogWriter {
  private final Wal wal;
  private final LongConsumer persisted;

  /**
   * @param persisted takes the highest sequence made durable
   */
  LogWriter(Wal wal, LongConsumer persisted) {
    this.wal = wal;
    this.persisted = persisted;
  }

  /**
   * Takes a turn.
   *
   * @return whether there was anything to write
   * @throws dev.palisade.raft.log.LogFailedException if the disk failed: the process must stop,
   *     since a repeated sync proves nothing
   */
  public boolean runOnce() {
    long sequence = wal.flush();
    if (sequence == 0) {
      return false;
    }
    persisted.accept(sequence);
    return true;
  }
}
