package dev.palisade.raft.core;

import dev.palisade.raft.EntryId;
import dev.palisade.raft.EntryIds;
import dev.palisade.raft.HardState;
import dev.palisade.raft.Membership;
import dev.palisade.raft.NodeId;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

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
  private long flushedAppliedIndex;

  private RaftCore core;
  private TestLog log = new TestLog();
  private final ArrayDeque<Effect.Persist> unsynced = new ArrayDeque<>();
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
      } else if (effect instanceof Effect.Apply(var toIndex)) {
        appliedIndex = Math.max(appliedIndex, toIndex);
        effects.addAll(step(new Event.Applied(appliedIndex), nowNanos));
      }
    }
    return effects;
  }

  /** Makes the oldest {@code count} writes durable, and tells the core. */
  List<Effect> sync(int count, long nowNanos) {
    return step(new Event.Persisted(makeDurable(count)), nowNanos);
  }

  /**
   * Loses memory; of the writes on their way the oldest {@code survivingWrites} are on disk all the
   * same, and the state machine's files hold what was applied up to {@code flushedIndex}.
   */
  void crash(int survivingWrites, long flushedIndex) {
    if (survivingWrites > 0) {
      makeDurable(survivingWrites);
    }
    unsynced.clear();
    flushedAppliedIndex = Math.max(flushedAppliedIndex, Math.min(flushedIndex, appliedIndex));
    isUp = false;
  }

  List<Effect> restart(long seed, long nowNanos) {
    recover(seed);
    return step(new Event.Started(), nowNanos);
  }

  /** Loses everything, while it is down: what must never come back under its old id. */
  void wipe() {
    durableHardState = HardState.INITIAL;
    durableLog = new TestLog();
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
    Recovered recovered =
        new Recovered(durableHardState, EntryId.ZERO, durableLog.entries(), appliedIndex);
    core = new RaftCore(config, membership, recovered, seed);
    isUp = true;
  }

  private long makeDurable(int count) {
    long sequence = 0;
    for (int i = 0; i < count; i++) {
      Effect.Persist persist = unsynced.removeFirst();
      sequence = persist.sequence();
      HardState hardState = persist.hardState();
      if (hardState != null) {
        durableHardState = hardState;
      }
      durableLog.replaceFrom(persist.entries());
    }
    return sequence;
  }

  /** Entries 1, 2, 3, … as terms and sizes. */
  static final class TestLog {
    private final ArrayList<Long> terms = new ArrayList<>();
    private final ArrayList<Integer> storedBytes = new ArrayList<>();

    long lastIndex() {
      return terms.size();
    }

    /** 0 before the first entry, -1 beyond the last. */
    long termAt(long index) {
      if (index == 0) {
        return 0;
      }
      return index > terms.size() ? -1 : terms.get((int) index - 1);
    }

    void replaceFrom(EntryIds entries) {
      if (entries.isEmpty()) {
        return;
      }
      int keep = (int) entries.firstIndex() - 1;
      terms.subList(keep, terms.size()).clear();
      storedBytes.subList(keep, storedBytes.size()).clear();
      for (long index = entries.firstIndex(); index < entries.toExclusive(); index++) {
        terms.add(entries.termAt(index));
        storedBytes.add(entries.storedBytesAt(index));
      }
    }

    EntryIds entries() {
      return EntryIds.of(
          1,
          terms.stream().mapToLong(Long::longValue).toArray(),
          storedBytes.stream().mapToInt(Integer::intValue).toArray());
    }

    TestLog copy() {
      TestLog copy = new TestLog();
      copy.replaceFrom(entries());
      return copy;
    }
  }
}
