package dev.palisade.raft.replica;

import dev.palisade.raft.Entry;
import dev.palisade.raft.EntryId;
import dev.palisade.raft.EntryKind;
import dev.palisade.raft.Invariant;
import dev.palisade.raft.Snapshot;
import dev.palisade.raft.StateMachine;
import dev.palisade.raft.clock.TimeSource;
import dev.palisade.raft.log.EntryBatch;
import dev.palisade.raft.log.EntryCodec;
import dev.palisade.raft.log.Wal;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Applies what is committed, ends the calls that waited for it, and lets reads look between two
 * batches. A passive actor: whoever runs it decides when, one turn at a time; the other methods may
 * be called from anywhere.
 *
 * @param <R> the state machine's result
 */
public final class Applier<R> {
  /** One turn applies about this much, so that reads get their turn. */
  private static final int MAX_BATCH_BYTES = 1 << 20;

  /**
   * How states are compared.
   *
   * @param marked takes what the state hashes to behind a mark
   */
  record Judging(StateJudge judge, Consumer<StateReport> marked) {}

  /** A read and the index that must be applied before it. */
  private record Waiting(long atIndex, Read read) {}

  private final Wal wal;
  private final StateMachine<R> stateMachine;
  private final PendingCalls<R> pending;
  private final TimeSource time;
  private final ReplicaListener listener;
  private final Runnable signal;
  private final Snapshotter snapshotter;
  private final Consumer<Snapshot> restored;
  private final Consumer<StateReport> marked;

  private final StateJudge judge;

  private final AtomicReference<@Nullable Snapshot> toRestore = new AtomicReference<>();

  /** In order of their index: commit indexes only rise. */
  private final ConcurrentLinkedQueue<Waiting> reads = new ConcurrentLinkedQueue<>();

  private final ConcurrentLinkedQueue<Read> localReads = new ConcurrentLinkedQueue<>();
  private volatile long committedIndex;
  private volatile long appliedIndex;
  private volatile long lastHlc;

  /**
   * @param restored hears that the state is that of a snapshot now
   * @param judged hears of marks and verdicts
   */
  Applier(
      ReplicaParts<R> parts,
      PendingCalls<R> pending,
      Snapshotter snapshotter,
      Consumer<Snapshot> restored,
      Judging judged) {
    wal = parts.wal();
    stateMachine = parts.stateMachine();
    this.pending = pending;
    time = parts.time();
    listener = parts.listener();
    signal = parts.signals().applier();
    this.snapshotter = snapshotter;
    this.restored = restored;
    judge = judged.judge();
    marked = judged.marked();
    appliedIndex = stateMachine.appliedIndex();
    lastHlc = stateMachine.lastHlc();
    committedIndex = appliedIndex;
  }

  /** The last applied index. */
  public long appliedIndex() {
    return appliedIndex;
  }

  /** The highest timestamp of any entry applied. */
  long lastHlc() {
    return lastHlc;
  }

  /**
   * Takes a turn: one batch of entries, then every read that may run.
   *
   * @return whether there was anything to do
   * @throws StateDivergedException if this state is not what the log makes of it; the replica must
   *     stop, and lose its state
   * @throws IOException if the log cannot be read, or a snapshot not be restored; the replica must
   *     stop
   */
  public boolean runOnce() throws IOException {
    boolean applied = restore() || applyBatch();
    boolean worked = serveReads() || applied;
    if (worked) {
      listener.turnEnded();
    }
    return worked;
  }

  /** Everything up to this index is committed. Only the replica calls it. */
  void committed(long toIndex) {
    committedIndex = toIndex;
    signal.run();
  }

  /** Runs the reads once {@code atIndex} is applied. Only the replica calls it. */
  void read(long atIndex, List<Read> ready) {
    for (Read read : ready) {
      reads.add(new Waiting(atIndex, read));
    }
    signal.run();
  }

  /** Runs the read between two batches, whatever is applied. */
  void readLocal(Read read) {
    localReads.add(read);
    signal.run();
  }

  /** Puts a snapshot, which is here, in the place of the state. Only the replica calls it. */
  void restore(Snapshot snapshot) {
    toRestore.set(snapshot);
    signal.run();
  }

  private boolean restore() throws IOException {
    Snapshot snapshot = toRestore.getAndSet(null);
    if (snapshot == null) {
      return false;
    }
    // What is left out here is in the snapshot, but not what came of each.
    pending.leadershipLost(appliedIndex);
    stateMachine.restore(snapshot);
    Invariant.check(
        stateMachine.applied().equals(snapshot.lastIncluded()),
        "a restored state is that of the snapshot",
        stateMachine.appliedIndex(),
        snapshot.index());
    snapshotter.installed();
    judge.forget();
    appliedIndex = snapshot.index();
    committedIndex = Math.max(committedIndex, appliedIndex);
    lastHlc = stateMachine.lastHlc();
    restored.accept(snapshot);
    return true;
  }

  private boolean applyBatch() throws IOException {
    long from = appliedIndex + 1;
    long toExclusive = committedIndex + 1;
    if (from >= toExclusive) {
      return false;
    }
    EntryBatch batch =
        wal.read(from, toExclusive, MAX_BATCH_BYTES)
            .orElseThrow(
                () ->
                    new Invariant.Violation(
                        "committed entries are in the log, but " + from + " is not"));
    List<Entry> entries = EntryCodec.decodeAll(batch);
    List<R> results = apply(entries);
    Invariant.check(
        results.size() == entries.size(), "one result an entry", results.size(), entries.size());
    lastHlc = stateMachine.lastHlc();
    appliedIndex = batch.ids().lastIndex();
    snapshotter.applied(batch.ids().totalStoredBytes());
    pending.applied(entries, results);
    return true;
  }

  /** Applies them; behind each mark in turn, the state is looked at. */
  private List<R> apply(List<Entry> entries) throws StateDivergedException {
    if (entries.stream().allMatch(entry -> isOrdinary(entry.kind()))) {
      return stateMachine.apply(entries);
    }
    List<R> results = new ArrayList<>(entries.size());
    int from = 0;
    for (int i = 0; i < entries.size(); i++) {
      Entry entry = entries.get(i);
      if (i < entries.size() - 1 && isOrdinary(entry.kind())) {
        continue;
      }
      results.addAll(stateMachine.apply(entries.subList(from, i + 1)));
      from = i + 1;
      if (entry.kind() == EntryKind.STATE_MARK) {
        mark(entry.id());
      } else if (entry.kind() == EntryKind.STATE_VERDICT) {
        judge.judge(entry);
      }
    }
    return results;
  }

  private static boolean isOrdinary(EntryKind kind) {
    return kind != EntryKind.STATE_MARK && kind != EntryKind.STATE_VERDICT;
  }

  private void mark(EntryId at) {
    StateReport report = judge.mark(at);
    if (report != null) {
      marked.accept(report);
    }
  }

  private boolean serveReads() {
    boolean served = false;
    for (Read read = localReads.poll(); read != null; read = localReads.poll()) {
      serve(read);
      served = true;
    }
    for (Waiting next = reads.peek();
        next != null && next.atIndex() <= appliedIndex;
        next = reads.peek()) {
      reads.poll();
      serve(next.read());
      served = true;
    }
    return served;
  }

  private void serve(Read read) {
    if (read.deadlineNanos() - time.monotonicNanos() < 0) {
      read.expired();
    } else {
      read.ready();
    }
  }
}
