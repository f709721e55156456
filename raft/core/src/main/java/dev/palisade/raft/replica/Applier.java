package dev.palisade.raft.replica;

import dev.palisade.raft.Entry;
import dev.palisade.raft.EntryId;
import dev.palisade.raft.EntryKind;
import dev.palisade.raft.Invariant;
import dev.palisade.raft.Snapshot;
import dev.palisade.raft.StateMachine;
import dev.palisade.raft.clock.TimeSource;
import dev.palisade.raft.core.Effect.Refusal;
import dev.palisade.raft.log.EntryBatch;
import dev.palisade.raft.log.EntryCodec;
import dev.palisade.raft.log.Wal;
import dev.palisade.raft.replica.AsOfReads.Asked;
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

  /** Only the applying thread touches them. */
  private final AsOfReads asOfReads = new AsOfReads();

  private volatile boolean leads;
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

  /**
   * Runs the reads once {@code atIndex} is applied, and what they read as of is reached. Only the
   * replica calls it.
   */
  void read(long atIndex, List<Read> ready) {
    for (Read read : ready) {
      reads.add(new Waiting(atIndex, read));
    }
    signal.run();
  }

  /** Runs the read between two batches, once what it reads as of is reached. */
  void readLocal(Read read) {
    localReads.add(read);
    signal.run();
  }

  /**
   * Whether this replica leads. When it stops to, reads that asked for a leader and wait for a
   * later timestamp are refused. Only the replica calls it.
   */
  void leads(boolean now) {
    leads = now;
    signal.run();
  }

  /** When a turn is due though nothing came in. Only for whoever runs the turns. */
  public long nextDeadlineNanos() {
    return asOfReads.nextDeadlineNanos();
  }

  /** Ends what waits for a timestamp; after the last turn. */
  void stopped() {
    asOfReads.takeAll().forEach(read -> read.refused(Refusal.NOT_LEADER));
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
    // A crash may leave the state ahead of the log from here on: only this record explains it.
    wal.beginInstall(snapshot.lastIncluded());
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
        !results.isEmpty() && results.size() <= entries.size(),
        "a call applies some of its entries, with a result each",
        results.size(),
        entries.size());
    lastHlc = stateMachine.lastHlc();
    long next = from + results.size();
    appliedIndex = next - 1;
    snapshotter.applied(results.size(), batch.range(from, next).ids().totalStoredBytes());
    pending.applied(entries.subList(0, results.size()), results);
    return true;
  }

  /** Applies some of them, from the first on; behind each mark in turn, the state is looked at. */
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
      List<R> some = stateMachine.apply(entries.subList(from, i + 1));
      results.addAll(some);
      if (some.size() < i + 1 - from) {
        return results;
      }
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
      serve(read, Asked.REPLICA);
      served = true;
    }
    for (Waiting next = reads.peek();
        next != null && next.atIndex() <= appliedIndex;
        next = reads.peek()) {
      reads.poll();
      serve(next.read(), Asked.LEADER);
      served = true;
    }
    return serveAsOf() || served;
  }

  private void serve(Read read, Asked asked) {
    if (read.deadlineNanos() - time.monotonicNanos() < 0) {
      read.expired();
    } else if (AsOfReads.isReached(read, lastHlc)) {
      read.ready();
    } else {
      asOfReads.add(read, asked);
    }
  }

  /** Ends the reads whose time the state has reached, and those that wait in vain. */
  private boolean serveAsOf() {
    List<Read> reached = asOfReads.takeReached(lastHlc);
    reached.forEach(Read::ready);
    List<Read> expired = asOfReads.takeExpired(time.monotonicNanos());
    expired.forEach(Read::expired);
    List<Read> deposed = leads ? List.of() : asOfReads.takeAskedOfLeader();
    deposed.forEach(read -> read.refused(Refusal.NOT_LEADER));
    return !reached.isEmpty() || !expired.isEmpty() || !deposed.isEmpty();
  }
}
