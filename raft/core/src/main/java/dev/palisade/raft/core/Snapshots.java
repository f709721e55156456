package dev.palisade.raft.core;

import dev.palisade.raft.Invariant;
import dev.palisade.raft.NodeId;
import dev.palisade.raft.Snapshot;
import org.jspecify.annotations.Nullable;

/**
 * The newest snapshot of this replica, and the one that it is getting from its leader. A snapshot
 * is fetched, which may take minutes and changes nothing; then it is looked at again, since the log
 * may have passed it meanwhile; then it is installed.
 */
final class Snapshots {
  private record Fetch(NodeId from, Snapshot snapshot) {}

  private final ReplicaState state;
  private @Nullable Snapshot newest;
  private @Nullable Fetch fetch;
  private @Nullable Snapshot installing;

  Snapshots(ReplicaState state, @Nullable Snapshot newest) {
    this.state = state;
    this.newest = newest;
  }

  /** What can be offered to others. */
  @Nullable Snapshot newest() {
    return newest;
  }

  /** Index of the newest; 0 when there is none. */
  long newestIndex() {
    return newest == null ? 0 : newest.index();
  }

  boolean isInstalling() {
    return installing != null;
  }

  /** One of this replica's own state. */
  void taken(Snapshot snapshot) {
    Invariant.check(
        snapshot.index() <= state.appliedIndex(),
        "a snapshot holds only what is applied",
        snapshot.index(),
        state.appliedIndex());
    if (snapshot.index() > newestIndex()) {
      newest = snapshot;
    }
  }

  /**
   * The leader offers one that is news here. What it offered first is fetched, though it may offer
   * a newer one meanwhile: otherwise a slow link might never be done.
   */
  void offered(NodeId leader, Snapshot snapshot) {
    if (installing == null && (fetch == null || !fetch.from().equals(leader))) {
      fetch = new Fetch(leader, snapshot);
      state.emit(new Effect.FetchSnapshot(leader, snapshot));
    }
  }

  /** The bytes are here. Whoever does not follow any more, or has more by now, drops them. */
  void fetched(Snapshot snapshot, Role role) {
    if (fetch == null || !fetch.snapshot().equals(snapshot)) {
      return;
    }
    fetch = null;
    if (role instanceof Follower && isNews(snapshot)) {
      installing = snapshot;
      state.emit(new Effect.InstallSnapshot(snapshot));
    }
  }

  void failed(Snapshot snapshot) {
    if (fetch != null && fetch.snapshot().equals(snapshot)) {
      fetch = null;
    }
  }

  void installed(Snapshot snapshot) {
    Invariant.check(snapshot.equals(installing), "what is installed was to be installed");
    installing = null;
    state.installed(snapshot);
    newest = snapshot;
  }

  /** Whether it holds something that neither the state machine nor the log has. */
  boolean isNews(Snapshot snapshot) {
    return snapshot.index() > state.commitIndex() && !state.log().holds(snapshot.lastIncluded());
  }
}
