package dev.palisade.raft.core;

import dev.palisade.raft.EntryId;
import dev.palisade.raft.EntryIds;
import dev.palisade.raft.HardState;
import dev.palisade.raft.Membership;
import dev.palisade.raft.NodeId;
import dev.palisade.raft.Snapshot;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A core with a disk that keeps exactly what was synced, and a state machine that applies at once.
 * Whoever drives it decides when to sync and when to crash.
 */
final class TestReplica {
  private final CoreConfig config;
  private final Membership membership;

  /** What a crash leaves. */
  private HardState durableHardState = HardState.INITIAL;

  private TestLog durableLog = new TestLog();
  private @Nullable Snapshot snapshot;
  private @Nullable EntryId promised;
  private long flushedAppliedIndex;

  private RaftCore core;
  private TestLog log = new TestLog();

  /** Persist and InstallSnapshot, in the order given. */
  private final ArrayDeque<Effect> unsynced = new ArrayDeque<>();

  private Effect.@Nullable FetchSnapshot fetch;
  private long appliedIndex;
  private long shownCommitIndex;
  private boolean isUp = true;

  TestReplica(CoreConfig config, Membership membership, long seed) {
    this.config = config;
    this.membership = membership;
    core = new RaftCore(config, membership, Recovered.NOTHING, seed);
  }

  /** One that starts with entries of these terms in its log, and in this term or the last one's. */
  static TestReplica withLog(
      CoreConfig config, Membership membership, long[] terms, long term, long seed) {
    TestReplica replica = new TestReplica(config, membership, seed);
    int[] storedBytes = new int[terms.length];
    Arrays.fill(storedBytes, 100);
    replica.durableLog.replaceFrom(EntryIds.of(1, terms, storedBytes));
    long lastTerm = terms.length == 0 ? 0 : terms[terms.length - 1];
    replica.durableHardState = new HardState(Math.max(term, lastTerm), null);
    replica.recover(seed);
    return replica;
  }

  NodeId id() {
    return config.self();
  }

  boolean isUp() {
    return isUp;
  }

  boolean hasUnsynced() {
    return !unsynced.isEmpty();
  }

  int unsyncedCount() {
    return unsynced.size();
  }

  TestLog log() {
    return log;
  }

  HardState durableHardState() {
    return durableHardState;
  }

  TestLog durableLog() {
    return durableLog;
  }

  /** The newest snapshot; null when there is none. */
  @Nullable Snapshot snapshot() {
    return snapshot;
  }

  /** What the core waits for from another replica; null when nothing. */
  Effect.@Nullable FetchSnapshot fetch() {
    return fetch;
  }

  long appliedIndex() {
    return appliedIndex;
  }

  Membership configuration() {
    return core.membership();
  }

  Membership configurationAt(long index) {
    return core.membershipAt(index);
  }

  Status status() {
    return core.status();
  }

  long deadlineNanos() {
    return core.nextDeadlineNanos();
  }

  /** Steps the core; hands writes to the disk, and entries to the state machine. */
  List<Effect> step(Event event, long nowNanos) {
    List<Effect> effects = new ArrayList<>(core.step(event, nowNanos));
    for (Effect effect : List.copyOf(effects)) {
      if (effect instanceof Effect.Persist persist) {
        unsynced.add(persist);
        log.replaceFrom(persist.entries());
      } else if (effect instanceof Effect.InstallSnapshot) {
        unsynced.add(effect);
      } else if (effect instanceof Effect.FetchSnapshot fetched) {
        fetch = fetched;
      } else if (effect instanceof Effect.Apply(var toIndex)) {
        appliedIndex = Math.max(appliedIndex, toIndex);
        effects.addAll(step(new Event.Applied(appliedIndex), nowNanos));
      }
    }
    return effects;
  }

  /** Makes the oldest {@code count} writes durable, and tells the core. */
  List<Effect> sync(int count, long nowNanos) {
    List<Effect> effects = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      Effect write = makeDurable();
      boolean isLast = i == count - 1 || unsynced.peek() instanceof Effect.InstallSnapshot;
      if (write instanceof Effect.InstallSnapshot(var installed)) {
        log = durableLog.copy();
        appliedIndex = installed.index();
        effects.addAll(step(new Event.SnapshotInstalled(installed), nowNanos));
      } else if (isLast && write instanceof Effect.Persist persist) {
        effects.addAll(step(new Event.Persisted(persist.sequence()), nowNanos));
      }
    }
    return effects;
  }

  /** Takes a snapshot of what is applied. */
  List<Effect> takeSnapshot(long nowNanos) {
    EntryId id = new EntryId(appliedIndex, log.termAt(appliedIndex));
    Snapshot taken = new Snapshot(id, core.membershipAt(appliedIndex), id() + "-" + appliedIndex);
    snapshot = taken;
    flushedAppliedIndex = appliedIndex;
    return step(new Event.SnapshotTaken(taken), nowNanos);
  }

  /** Gives up the log up to and with {@code toIndex}; not beyond the snapshot. */
  List<Effect> compact(long toIndex, long nowNanos) {
    durableLog.compactTo(toIndex);
    log.compactTo(toIndex);
    return step(new Event.Compacted(toIndex), nowNanos);
  }

  /** What was to be fetched is here, or cannot be had. */
  List<Effect> fetched(boolean isHere, long nowNanos) {
    Effect.FetchSnapshot ended = Objects.requireNonNull(fetch, "nothing is fetched");
    fetch = null;
    return step(
        isHere
            ? new Event.SnapshotFetched(ended.snapshot())
            : new Event.SnapshotFailed(ended.snapshot()),
        nowNanos);
  }

  /**
   * Loses memory; of the writes on their way the oldest {@code survivingWrites} are on disk all the
   * same, and the state machine's files hold what was applied up to {@code flushedIndex}.
   */
  void crash(int survivingWrites, long flushedIndex) {
    for (int i = 0; i < survivingWrites; i++) {
      makeDurable();
    }
    unsynced.clear();
    fetch = null;
    flushedAppliedIndex = Math.max(flushedAppliedIndex, Math.min(flushedIndex, appliedIndex));
    isUp = false;
  }

  List<Effect> restart(long seed, long nowNanos) {
    recover(seed);
    return step(new Event.Started(), nowNanos);
  }

  /**
   * Damage takes what is durable behind this index, which no snapshot holds, and the state, which
   * is made anew, while it is down; it remembers up to where the log went.
   */
  void lose(long after) {
    if (promised == null) {
      promised = durableLog.last();
    }
    durableLog.truncateFrom(after + 1);
    flushedAppliedIndex = Math.min(flushedAppliedIndex, after);
  }

  /** The last entry of what it lost and has not got back; null when nothing is missing. */
  @Nullable EntryId promised() {
    return isUp ? core.status().promised() : promised;
  }

  /** Loses everything, while it is down: what must never come back under its old id. */
  void wipe() {
    durableHardState = HardState.INITIAL;
    durableLog = new TestLog();
    snapshot = null;
    promised = null;
    flushedAppliedIndex = 0;
  }

  /** The commit index if it moved since this was last asked; otherwise 0. */
  long takeNewCommitIndex() {
    long commitIndex = core.status().commitIndex();
    long news = commitIndex > shownCommitIndex ? commitIndex : 0;
    shownCommitIndex = commitIndex;
    return news;
  }

  private void recover(long seed) {
    log = durableLog.copy();
    appliedIndex = flushedAppliedIndex;
    shownCommitIndex = flushedAppliedIndex;
    keepPromise();
    Recovered recovered =
        new Recovered(
            durableHardState,
            durableLog.base(),
            durableLog.entries(),
            snapshot,
            promised,
            appliedIndex);
    core = new RaftCore(config, membership, recovered, seed);
    isUp = true;
  }

  /** Does the oldest write that waits. */
  private Effect makeDurable() {
    Effect done = doOldest();
    keepPromise();
    return done;
  }

  private void keepPromise() {
    if (promised != null && durableLog.last().isAtLeastAsUpToDateAs(promised)) {
      promised = null;
    }
  }

  private Effect doOldest() {
    Effect write = unsynced.removeFirst();
    if (write instanceof Effect.Persist persist) {
      HardState hardState = persist.hardState();
      if (hardState != null) {
        durableHardState = hardState;
      }
      durableLog.replaceFrom(persist.entries());
    } else if (write instanceof Effect.InstallSnapshot(var installed)) {
      snapshot = installed;
      durableLog.reset(installed.lastIncluded());
      flushedAppliedIndex = installed.index();
    }
    return write;
  }
}
