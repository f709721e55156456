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
 * What a replica does before its first turn. If it ended while a snapshot took the place of its
 * state and its log, which the log has on record, it goes on with that. If damage took part of the
 * log, or all of the state, it goes on with what is left, and gets the rest from its peers. A state
 * that is ahead of the log for any other reason is refused: that log is an older copy, or another
 * one, and does not know how this replica has voted.
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
    wal = parts.wal();
    stateMachine = parts.stateMachine();
    snapshots = parts.snapshots();
    newest = usable();
    Membership remembered =
        wal.promised() == null && !isStateGone() ? null : snapshots.remembered();
    initial = remembered == null ? parts.membership() : remembered;
  }

  /**
   * In force where neither the log nor a snapshot says otherwise. A replica that dropped its state
   * takes the configuration that it had, not that of the cluster's beginning.
   */
  Membership initial() {
    return initial;
  }

  private boolean isStateGone() {
    return stateMachine.appliedIndex() < wal.base().index();
  }

  /** The newest snapshot that can be used; those that cannot are deleted. */
  private @Nullable Snapshot usable() throws IOException {
    Snapshot found = snapshots.newest();
    while (found != null && !isUsable(found)) {
      snapshots.drop(found.reference());
      found = snapshots.newest();
    }
    return found;
  }

  /**
   * One that is ahead of the state must be whole, and the log must hold it or be on its way there.
   */
  private boolean isUsable(Snapshot snapshot) throws IOException {
    EntryId last = snapshot.lastIncluded();
    if (last.index() <= stateMachine.appliedIndex()) {
      return last.index() >= wal.base().index();
    }
    boolean isExplained =
        last.equals(wal.installing()) || wal.holds(last) || wal.promised() != null;
    return isExplained && snapshots.parts(snapshot.reference()).isPresent();
  }

  /**
   * Log and state, in accord with each other.
   *
   * @throws IOException if the disk fails, or something was lost that nobody else can have
   * @throws ForeignLogException if log and state are not of one replica
   */
  Recovered run() throws IOException {
    if (newest != null && newest.index() > stateMachine.appliedIndex()) {
      stateMachine.restore(newest);
    }
    try {
      EntryId applied = stateMachine.applied();
      if (!wal.holds(applied)) {
        reconcile(applied);
      }
      if (wal.installing() != null) {
        wal.endInstall();
      }
    } catch (LogFailedException e) {
      throw new IOException(e.getMessage(), e); // As whatever else fails before the first turn.
    }
    newest = usable();
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
    if (applied.equals(wal.installing())) {
      wal.reset(applied);
    } else if (applied.index() < wal.base().index()) {
      // The state is gone, or only an older one is left, and the log does not reach back to it:
      // what
      // lies between, and all that follows, comes from the peers.
      requireOthers();
      wal.giveUp(applied);
    } else if (wal.promised() != null) {
      // What the damaged log lost goes back before the state, which is here.
      if (newest == null || !newest.lastIncluded().equals(applied)) {
        newest = snapshots.take(initial);
      }
      wal.reset(applied);
    } else {
      throw new ForeignLogException(applied, wal.base());
    }
  }

  /** What is lost must be somewhere else. */
  private void requireOthers() throws IOException {
    Membership latest = latestKnown();
    if (latest.isOnlyVoter(self)) {
      throw new IOException(
          "this node lost part of its data, and as the only voter of its cluster it cannot get it"
              + " from others; restore a backup into a new cluster, or see what is left with"
              + " palisade inspect");
    }
  }

  /**
   * The newest configuration that this replica ever had, although damage may have taken its entry:
   * of the cluster's beginning, of a snapshot, of the log, or on record beside the log.
   */
  private Membership latestKnown() {
    List<MembershipEntry> logged = wal.entryIds().memberships();
    MembershipEntry latest =
        newest == null
            ? new MembershipEntry(0, initial)
            : new MembershipEntry(newest.index(), newest.membership());
    if (!logged.isEmpty()) {
      latest = logged.getLast();
    }
    MembershipEntry recorded = wal.lastMembership();
    return recorded != null && recorded.index() > latest.index()
        ? recorded.membership()
        : latest.membership();
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
