package dev.palisade.raft.replica;

import dev.palisade.raft.EntryId;
import dev.palisade.raft.Snapshot;
import dev.palisade.raft.StateMachine;
import dev.palisade.raft.core.Recovered;
import dev.palisade.raft.log.LogFailedException;
import dev.palisade.raft.log.Wal;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/**
 * What a replica does before its first turn: if it ended while a snapshot took the place of its
 * state and its log, it goes on with that. A snapshot that was fetched whole is ahead of the state,
 * or the state is ahead of the log; either way the snapshot is what counts.
 */
final class Revival {
  private final Wal wal;
  private final StateMachine<?> stateMachine;
  private final @Nullable Snapshot newest;

  Revival(ReplicaParts<?> parts) throws IOException {
    wal = parts.wal();
    stateMachine = parts.stateMachine();
    Snapshot found = usable(parts.snapshots());
    // Only a snapshot tells which configuration is in force where the log begins.
    boolean isLost = found == null && wal.base().index() > 0;
    newest = isLost ? parts.snapshots().take(parts.membership()) : found;
  }

  /** The newest snapshot; one whose state is needed must be whole. */
  private @Nullable Snapshot usable(SnapshotStore snapshots) throws IOException {
    Snapshot found = snapshots.newest();
    while (found != null
        && found.index() > stateMachine.appliedIndex()
        && snapshots.parts(found.reference()).isEmpty()) {
      found = snapshots.newest(); // That one was damaged, and is gone.
    }
    return found;
  }

  /**
   * Log and state, in accord with each other.
   *
   * @throws IllegalStateException if they cannot be
   */
  Recovered run() throws IOException {
    if (newest != null && newest.index() > stateMachine.appliedIndex()) {
      stateMachine.restore(newest);
    }
    EntryId applied = stateMachine.applied();
    if (!wal.holds(applied)) {
      if (newest == null || !newest.lastIncluded().equals(applied)) {
        throw new IllegalStateException(
            ("the state holds everything up to entry %s, which is not in the log from %s on: log and"
                    + " state are not of one replica, or one was replaced; remove this replica and"
                    + " add it under a new id")
                .formatted(applied, wal.base()));
      }
      empty(applied);
    }
    return new Recovered(
        wal.hardState(), wal.base(), wal.entryIds(), newest, stateMachine.appliedIndex());
  }

  private void empty(EntryId base) throws IOException {
    try {
      wal.reset(base);
    } catch (LogFailedException e) {
      throw new IOException(e.getMessage(), e); // As whatever else fails before the first turn.
    }
  }

  /** Bytes of entries that are applied and in no snapshot. */
  long bytesSinceSnapshot() {
    long from = Math.max(newest == null ? 0 : newest.index(), wal.base().index()) + 1;
    long toExclusive = stateMachine.appliedIndex() + 1;
    return from >= toExclusive ? 0 : wal.entryIds().range(from, toExclusive).totalStoredBytes();
  }
}
