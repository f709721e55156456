package dev.palisade.raft.replica;

import dev.palisade.raft.EntryId;
import dev.palisade.raft.Membership;
import dev.palisade.raft.MembershipEntry;
import dev.palisade.raft.NodeId;
import dev.palisade.raft.Snapshot;
import dev.palisade.raft.StateMachine;
import dev.palisade.raft.core.Recovered;
import dev.palisade.raft.log.LogFailedException;
import dev.palisade.raft.log.Wal;
import java.io.IOException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a replica does before its first turn: if it ended while a snapshot took the place of its
 * state and its log, it goes on with that. A snapshot that was fetched whole is ahead of the state,
 * or the state is ahead of the log; either way the snapshot is what counts. If damage took part of
 * the log, or all of the state, it goes on with what is left, and gets the rest from its peers.
 */
final class Revival {
  private final NodeId self;
  private final Membership initial;
  private final Wal wal;
  private final StateMachine<?> stateMachine;
  private final SnapshotStore snapshots;
  private @Nullable Snapshot newest;

  Revival(ReplicaParts<?> parts) throws IOException {
    self = parts.config().self();
    initial = parts.membership();
    wal = parts.wal();
    stateMachine = parts.stateMachine();
    snapshots = parts.snapshots();
    newest = usable();
  }

  /** The newest snapshot; one whose state is needed must be whole. */
  private @Nullable Snapshot usable() throws IOException {
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
   * @throws IOException if the disk fails, or something was lost that nobody else can have
   * @throws IllegalStateException if log and state are not of one replica
   */
  Recovered run() throws IOException {
    if (newest != null && newest.index() > stateMachine.appliedIndex()) {
      stateMachine.restore(newest);
    }
    EntryId applied = stateMachine.applied();
    if (!wal.holds(applied)) {
      reconcile(applied);
    }
    if (newest == null && wal.base().index() > 0) {
      // Only a snapshot tells which configuration is in force where the log begins.
      newest = snapshots.take(initial);
    }
    if (wal.promised() != null) {
      requireOthers();
    }
    return new Recovered(
        wal.hardState(),
        wal.base(),
        wal.entryIds(),
        newest,
        wal.promised(),
        stateMachine.appliedIndex());
  }

  /** The state does not end within the log. */
  private void reconcile(EntryId applied) throws IOException {
    boolean wasInstalling = newest != null && newest.lastIncluded().equals(applied);
    try {
      if (wasInstalling) {
        wal.reset(applied);
      } else if (applied.equals(EntryId.ZERO)) {
        // The state is gone, and the log does not reach back: both come from the peers.
        requireOthers();
        wal.giveUp(EntryId.ZERO);
      } else if (wal.promised() != null) {
        // What the damaged log lost goes back before the state, which is here.
        newest = snapshots.take(initial);
        wal.reset(applied);
      } else {
        throw new IllegalStateException(
            ("the state holds everything up to entry %s, which is not in the log from %s on: log and"
                    + " state are not of one replica, or one was replaced; remove this replica and"
                    + " add it under a new id")
                .formatted(applied, wal.base()));
      }
    } catch (LogFailedException e) {
      throw new IOException(e.getMessage(), e); // As whatever else fails before the first turn.
    }
  }

  /** What is lost must be somewhere else. */
  private void requireOthers() throws IOException {
    List<MembershipEntry> logged = wal.entryIds().memberships();
    Membership known = newest == null ? initial : newest.membership();
    Membership latest = logged.isEmpty() ? known : logged.getLast().membership();
    if (latest.voters().equals(List.of(self)) && !latest.isJoint()) {
      throw new IOException(
          "this node lost part of its data, and as the only voter of its cluster it cannot get it"
              + " from others; restore a backup into a new cluster, or see what is left with"
              + " palisade inspect");
    }
  }

  /** Bytes of entries that are applied and in no snapshot. */
  long bytesSinceSnapshot(SnapshotOptions options) {
    long from = Math.max(newest == null ? 0 : newest.index(), wal.base().index()) + 1;
    long toExclusive = stateMachine.appliedIndex() + 1;
    return from >= toExclusive
        ? 0
        : options.counted(
            toExclusive - from, wal.entryIds().range(from, toExclusive).totalStoredBytes());
  }
}
