package dev.palisade.raft.log;

import dev.palisade.raft.EntryId;
import dev.palisade.raft.EntryIds;
import dev.palisade.raft.HardState;
import dev.palisade.raft.MembershipEntry;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * One replica's write-ahead log: its hard state and its entries. The replica's thread stages, the
 * log-writer thread flushes, any thread reads:
 *
 * <pre>
 *   wal.stage(7, hardState, entries);     // in memory, visible to readers at once
 *   long durable = wal.flush();           // 7: written and synced
 *   wal.read(ids)                         // the stored bytes, ready to be sent
 * </pre>
 *
 * The files are append-only: entries that are replaced stay where they are, and a record says where
 * the log was cut. Invariants, checked in running code and by {@code CrashPointsTest}:
 *
 * <ul>
 *   <li>I1: records are written in the order staged, a hard state before the entries staged with
 *       it.
 *   <li>I2: what {@link #flush} confirmed survives a crash.
 *   <li>I3: a segment is durable to its last record before the next segment's header is written.
 *   <li>I4: behind the last record the newest segment holds zeros, or writes that no flush
 *       confirmed.
 *   <li>I5: a mark confirms only what a sync has confirmed.
 *   <li>I6: the term of the hard state never falls, a vote stays for its term; indexes have no gap,
 *       terms never fall along the log.
 *   <li>I7: a record that is not durable stays in memory.
 *   <li>I8: segment numbers have no gap.
 * </ul>
 */
public final class Wal implements AutoCloseable {
  /**
   * About so many entries are kept at most where a number of bytes is asked for: each takes 32
   * bytes of memory as long as it is in the log, so very short ones must not be too many.
   */
  public static final int KEPT_ENTRIES = 87_381;

  private final Disk disk;
  private final Segments segments;
  private final LogMemory memory;
  private final LogReader reader;

  // Guards the writer, and is held during writes and syncs.
  private final Object writing = new Object();
  private final SegmentWriter writer;

  private volatile @Nullable IOException failure;
  private volatile boolean closed;

  private final @Nullable LogDamage damage;

  private final AtomicBoolean isDamageTold = new AtomicBoolean();
  private volatile Consumer<CorruptLogException> damageFound = damage -> {};

  private final MembersRecord members;

  /** What a snapshot that is being installed ends with. */
  private volatile @Nullable EntryId installing;

  private Wal(Disk disk, WalOptions options, Recovery.Recovered recovered) throws IOException {
    this.disk = disk;
    this.segments = recovered.segments();
    Summary written = recovered.written();
    this.memory =
        new LogMemory(
            recovered.table(),
            recovered.promised(),
            written.hardState(),
            written.hlcFloor(),
            options.tailCacheBytes());
    this.reader = new LogReader(segments);
    this.writer = new SegmentWriter(disk, options, segments, recovered.end(), written);
    Recovery.Loss loss = recovered.loss();
    damage = loss == null ? null : loss.damage();
    installing = InstallRecord.read(disk);
    members = MembersRecord.open(disk);
    if (loss != null) {
      writer.appendLost(loss.lost());
      writer.sync();
      writer.appendMark();
      writer.write();
    } else if (recovered.promised().equals(EntryId.ZERO)) {
      noteMembers(Long.MAX_VALUE);
    }
  }

  /**
   * Opens the log in this directory, or begins one if it is empty. A torn tail is cut. If something
   * is damaged that was known to be durable, it is given up with all that follows, which {@link
   * #damage} and {@link #promised} tell. Afterwards everything recovered is durable.
   *
   * @throws CorruptLogException if too much is damaged to know what was voted and promised
   * @throws LogIdentityException if it is the log of another node or cluster
   * @throws LogMissingException if there is none, and the options say that there was one
   * @throws IOException if the disk fails
   */
  public static Wal open(Disk disk, WalOptions options) throws IOException {
    return new Wal(disk, options, Recovery.run(disk, options));
  }

  /** What was found damaged when the log was opened, and given up; null when nothing was. */
  public @Nullable LogDamage damage() {
    return damage;
  }

  /**
   * The last entry that was durable in this log before its end was lost, as long as the log, staged
   * entries included, has not caught up with it; null when nothing is missing. Others may count on
   * what is missing: a replica judges by this entry who may lead, and does not lead itself.
   */
  public @Nullable EntryId promised() {
    return memory.promised();
  }

  /** The newest hard state, staged or durable. */
  public HardState hardState() {
    return memory.hardState();
  }

  /** The entry before the first that the log holds; {@link EntryId#ZERO} in a whole log. */
  public EntryId base() {
    return memory.base();
  }

  /** Whether this very entry is in the log, staged ones included, or its base. */
  public boolean holds(EntryId id) {
    return memory.holds(id);
  }

  /**
   * Ids of all entries of the log, staged ones included, and the configurations among them: a copy,
   * as long as the log.
   */
  public EntryIds entryIds() {
    return memory.entryIds();
  }

  /** The highest timestamp of any entry ever staged, also of those replaced or removed since. */
  public long hlcFloor() {
    return memory.hlcFloor();
  }

  /** Bytes staged and not yet durable, for backpressure. */
  public long stagedBytes() {
    return memory.unconfirmedBytes();
  }

  /** What the last entry amounts to, staged or not, to be said in the next; 0 when not known. */
  public long chainOfLast() {
    return memory.chainOfLast();
  }

  /**
   * The first of a leader's entries that contradicts what this log holds of the very same ids, or
   * the entry before it: somebody told this replica and others different things. Null when none
   * does. The entry before the first must be the one that the leader names as the base.
   *
   * @param base of the entries
   */
  public @Nullable EntryId contradicting(EntryId base, EntryBatch entries) {
    return memory.holds(base) ? memory.contradicting(entries) : null;
  }

  /**
   * Takes records into memory, to be written by the next {@link #flush}. Readers see them at once.
   * For the replica's thread; does no I/O.
   *
   * @param sequence rises from call to call; {@link #flush} returns it when this is durable
   * @param hardState null when unchanged
   * @param entries replace everything from their first index on; none replace nothing
   * @throws LogFailedException if a write has failed before
   * @throws dev.palisade.raft.Invariant.Violation if the hard state would go back, entries leave a
   *     gap, or a term falls
   */
  public void stage(long sequence, @Nullable HardState hardState, EntryBatch entries) {
    checkUsable();
    memory.stage(sequence, hardState, entries);
  }

  /**
   * Writes everything staged and syncs once. For the log-writer thread; blocks for the disk.
   *
   * @return the highest sequence that is durable now; 0 if nothing was staged
   * @throws LogFailedException if the disk failed, now or before: the process must stop
   */
  public long flush() {
    synchronized (writing) {
      checkUsable();
      List<LogMemory.Staged> taken = memory.takeWaiting();
      if (taken.isEmpty()) {
        return 0;
      }
      boolean written = false;
      try {
        List<long[]> places = write(taken);
        noteMembers(lastIndexOf(taken));
        memory.confirm(taken, places);
        if (memory.nothingWaits()) {
          // Confirms the batch on disk, so that later damage to it is known for what it is. Costs
          // no sync: the next one takes it along.
          writer.appendMark();
          writer.write();
        }
        written = true;
      } catch (IOException e) {
        throw fail(e);
      } finally {
        // Whatever ended a flush, a later one must not confirm what this one did not write.
        failure = written || failure != null ? failure : new IOException("a flush ended early");
      }
      return taken.getLast().sequence();
    }
  }

  /**
   * Puts the newest configuration up to this entry on record, before anything of it is confirmed.
   * What the log had promised and lost stays on record until it is back.
   */
  private void noteMembers(long lastIndex) throws IOException {
    if (lastIndex < 0) {
      return;
    }
    MembershipEntry newest = memory.newestMembership(lastIndex);
    MembershipEntry known = members.latest();
    boolean isBack =
        memory.promised() == null
            || known == null
            || (newest != null && newest.index() > known.index());
    if (isBack) {
      members.note(newest, memory.base().index());
    }
  }

  /** The last entry of these; -1 when there is none. */
  private static long lastIndexOf(List<LogMemory.Staged> taken) {
    return taken.stream()
        .map(each -> each.entries().ids())
        .filter(ids -> !ids.isEmpty())
        .mapToLong(ids -> ids.toExclusive() - 1)
        .reduce(-1, (before, last) -> last);
  }

  /**
   * The newest configuration that was ever durable in this log and was not replaced, although
   * damage may have taken its entry; null when none is on record. Any thread.
   */
  public @Nullable MembershipEntry lastMembership() {
    return members.latest();
  }

  /** Writes and syncs; returns the places of each one's entries. */
  private List<long[]> write(List<LogMemory.Staged> taken) throws IOException {
    List<long[]> places = new ArrayList<>(taken.size());
    writer.appendMark();
    // Keeps I1.
    for (LogMemory.Staged each : taken) {
      HardState hardState = each.hardState();
      if (hardState != null) {
        writer.appendHardState(hardState);
      }
      EntryId cutAfter = each.cutAfter();
      if (cutAfter != null) {
        writer.appendCut(cutAfter);
      }
      places.add(writer.appendEntries(each.entries()));
    }
    writer.sync();
    return places;
  }

  /**
   * The records of exactly these entries; empty when the log does not hold them, or no longer. Any
   * thread; blocks for the disk unless they are recent.
   *
   * @throws CorruptLogException if a record on disk is damaged
   * @throws LogFailedException if a write has failed before
   * @throws IOException if the disk fails to read
   */
  public Optional<EntryBatch> read(EntryIds wanted) throws IOException {
    checkUsable();
    LogReader.Plan plan = memory.plan(wanted);
    return plan == null ? Optional.empty() : read(plan);
  }

  /**
   * Like {@link #read(EntryIds)}, but empty also when one of them is no longer in memory. Any
   * thread; does no I/O.
   */
  public Optional<EntryBatch> readRecent(EntryIds wanted) {
    checkUsable();
    LogReader.Plan plan = memory.plan(wanted);
    return plan == null ? Optional.empty() : plan.inMemory();
  }

  /**
   * The records of [from, toExclusive), as far as the log reaches and as fit into {@code maxBytes},
   * but at least one; empty when the log does not hold entry {@code from}, or no longer. Any
   * thread; blocks for the disk unless they are recent.
   *
   * @throws CorruptLogException if a record on disk is damaged
   * @throws LogFailedException if a write has failed before
   * @throws IOException if the disk fails to read
   */
  public Optional<EntryBatch> read(long from, long toExclusive, int maxBytes) throws IOException {
    checkUsable();
    LogReader.Plan plan = memory.plan(from, toExclusive, maxBytes);
    return plan == null ? Optional.empty() : read(plan);
  }

  private Optional<EntryBatch> read(LogReader.Plan plan) throws IOException {
    try {
      return reader.read(plan);
    } catch (CorruptLogException e) {
      if (isDamageTold.compareAndSet(false, true)) {
        damageFound.accept(e);
      }
      throw e;
    }
  }

  /**
   * Lets this hear of damage that a read finds, whoever reads: a link that serves a follower as
   * well as the applier. It hears once, on the reader's thread, and must not block. The replica
   * must stop then, and open the log again, which mends it.
   */
  public void onDamage(Consumer<CorruptLogException> listener) {
    damageFound = listener;
  }

  /**
   * Gives up entries before {@code beforeIndex}, as far as whole segments hold nothing else, oldest
   * first. For the log-writer thread; blocks for the disk.
   *
   * @param beforeIndex nothing before it will be needed or replaced any more
   * @throws LogFailedException if the disk failed, now or before: the process must stop
   */
  public void truncatePrefix(long beforeIndex) {
    synchronized (writing) {
      checkUsable();
      List<Segment> all = segments.list();
      long limit = Math.min(beforeIndex, memory.lowestWaitingIndex());
      int keepFrom = all.size() - 1;
      while (keepFrom > 0 && baseOf(all.subList(keepFrom, all.size())) >= limit) {
        keepFrom--;
      }
      if (keepFrom == 0) {
        return;
      }
      memory.dropThrough(baseOf(all.subList(keepFrom, all.size())));
      try {
        for (Segment segment : all.subList(0, keepFrom)) {
          segments.removeOldest();
          disk.delete(segment.name());
          // Keeps I8: one by one, or a crash could bring back an older one without its successor.
          disk.syncDirectory();
        }
      } catch (IOException e) {
        throw fail(e);
      }
    }
  }

  /**
   * Where the newest entries up to {@code toIndex} begin that count at most {@code maxBytes}, and
   * are at most {@link #KEPT_ENTRIES}: {@code toIndex + 1} when not one does. Any thread; does no
   * I/O.
   */
  public long firstOfNewest(long toIndex, long maxBytes) {
    return memory.firstOfNewest(toIndex, maxBytes);
  }

  /**
   * Empties the log, which begins behind {@code base} then: a snapshot stands for what was before.
   * {@link #hlcFloor} stays, and so does the hard state, unless its term is below that of {@code
   * base}: then this replica fetched the snapshot in a later term, in which it certainly told
   * nobody of a vote, since that was not durable. Durable when this returns; a crash before leaves
   * the log as it was. For the log-writer thread; no entries may be staged meanwhile.
   *
   * @return the highest sequence that became durable on the way; 0 if nothing was staged
   * @throws LogFailedException if the disk failed, now or before: the process must stop
   */
  public long reset(EntryId base) {
    synchronized (writing) {
      long flushed = flush();
      HardState raised = memory.reset(base);
      try {
        if (raised != null) {
          writer.appendHardState(raised);
        }
        writer.appendReset(base);
        writer.sync();
        writer.appendMark();
        writer.write();
      } catch (IOException e) {
        throw fail(e);
      }
      endInstall();
      return flushed;
    }
  }

  /**
   * Gives up entries which others may count on: the log goes on behind {@code after}, which stays
   * if the log holds it; otherwise the log is empty then and begins behind it. {@link #promised}
   * tells what is missing from then on. Durable when this returns; a crash before leaves the log as
   * it was. For the log-writer thread; no entries may be staged meanwhile.
   *
   * @throws LogFailedException if the disk failed, now or before: the process must stop
   */
  public void giveUp(EntryId after) {
    synchronized (writing) {
      flush();
      Lost lost = memory.giveUp(after);
      HardState raised = memory.raisedTo(after.term());
      try {
        if (raised != null) {
          writer.appendHardState(raised);
        }
        writer.appendLost(lost);
        writer.sync();
        writer.appendMark();
        writer.write();
      } catch (IOException e) {
        throw fail(e);
      }
    }
  }

  /**
   * Records that a snapshot is about to take the place of the state, and that the log will follow
   * by a {@link #reset} to this entry, which ends the record. Durable when this returns. Any
   * thread; blocks for the disk.
   *
   * @throws LogFailedException if the disk failed, now or before: the process must stop
   */
  public void beginInstall(EntryId lastIncluded) {
    synchronized (writing) {
      checkUsable();
      try {
        InstallRecord.write(disk, lastIncluded);
        installing = lastIncluded;
      } catch (IOException e) {
        throw fail(e);
      }
    }
  }

  /** The entry up to which a snapshot was being installed; null when none was. Any thread. */
  public @Nullable EntryId installing() {
    return installing;
  }

  /**
   * Ends what {@link #beginInstall} recorded: log and state agree. Durable when this returns. Any
   * thread; blocks for the disk.
   *
   * @throws LogFailedException if the disk failed, now or before: the process must stop
   */
  public void endInstall() {
    synchronized (writing) {
      checkUsable();
      if (installing == null) {
        return;
      }
      try {
        InstallRecord.remove(disk);
        installing = null;
      } catch (IOException e) {
        throw fail(e);
      }
    }
  }

  /** Index of the base to which a replay of only these segments, the newest of the log, leads. */
  private static long baseOf(List<Segment> newest) {
    long base = newest.getFirst().header().state().last().index();
    for (Segment segment : newest) {
      base = Math.min(base, segment.lowestIndex() - 1);
    }
    return base;
  }

  /**
   * Flushes, marks everything as durable, and closes. After a failure it only closes. Nothing may
   * be staged meanwhile.
   *
   * @throws LogFailedException if the disk fails now: what was staged last may be lost
   */
  @Override
  public void close() {
    synchronized (writing) {
      if (closed) {
        return;
      }
      try {
        if (failure == null) {
          flush();
          writer.appendMark();
          writer.sync();
        }
      } catch (IOException e) {
        throw fail(e);
      } finally {
        closed = true;
        closeFiles();
      }
    }
  }

  private void closeFiles() {
    try {
      segments.removeAll();
    } catch (IOException e) {
      throw fail(e);
    }
  }

  private LogFailedException fail(IOException cause) {
    failure = cause;
    return new LogFailedException("the log can no longer be trusted: " + cause.getMessage(), cause);
  }

  private void checkUsable() {
    IOException earlier = failure;
    if (earlier != null) {
      throw new LogFailedException(
          "the log failed before: " + earlier.getMessage() + "; stop this process", earlier);
    }
    if (closed) {
      throw new IllegalStateException("the log is closed");
    }
  }
}
