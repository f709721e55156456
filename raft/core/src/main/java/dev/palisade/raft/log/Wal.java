package dev.palisade.raft.log;

import dev.palisade.raft.EntryId;
import dev.palisade.raft.EntryIds;
import dev.palisade.raft.HardState;
import dev.palisade.raft.Invariant;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
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
 * Invariants, checked in running code and by {@code CrashPointsTest}:
 *
 * <ol>
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
 * </ol>
 *
 * A log is append-only: an entry replaces, at replay, what stood at its index and after it.
 */
public final class Wal implements AutoCloseable {
  private final Disk disk;
  private final WalOptions options;
  private final Segments segments;
  private final LogReader reader;

  // Held during writes and syncs, by one thread at a time; taken before `lock`.
  private final Object writing = new Object();
  private final SegmentWriter writer;

  // Guards what follows; never held during I/O.
  private final Object lock = new Object();
  private final EntryTable table;
  private HardState hardState;
  private long hlcFloor;
  private List<Staged> staged = new ArrayList<>();
  private long stagedBytes;
  private long lastSequence;
  private @Nullable IOException failure;
  private boolean closed;

  private record Staged(long sequence, @Nullable HardState hardState, EntryBatch entries) {}

  private Wal(Disk disk, WalOptions options, Recovery.Recovered recovered) {
    this.disk = disk;
    this.options = options;
    this.segments = recovered.segments();
    this.table = recovered.table();
    this.hardState = recovered.summary().hardState();
    this.hlcFloor = recovered.summary().hlcFloor();
    this.reader = new LogReader(segments);
    this.writer = new SegmentWriter(disk, options, segments, recovered.end(), recovered.summary());
  }

  /**
   * Opens the log in this directory, or begins one if it is empty. A torn tail is cut; afterwards
   * everything recovered is durable.
   *
   * @throws CorruptLogException if something is damaged that was known to be durable
   * @throws LogIdentityException if it is the log of another node or cluster
   * @throws IOException if the disk fails
   */
  public static Wal open(Disk disk, WalOptions options) throws IOException {
    return new Wal(disk, options, Recovery.run(disk, options));
  }

  /** The newest hard state, staged or durable. */
  public HardState hardState() {
    synchronized (lock) {
      return hardState;
    }
  }

  /** The entry before the first that the log holds; {@link EntryId#ZERO} in a whole log. */
  public EntryId base() {
    synchronized (lock) {
      return table.base();
    }
  }

  /** Ids of all entries, staged ones included; their number is that of the whole log. */
  public EntryIds entryIds() {
    synchronized (lock) {
      return table.ids(table.firstIndex(), table.lastIndex() + 1);
    }
  }

  /** The highest timestamp of any entry ever staged, also of those replaced or removed since. */
  public long hlcFloor() {
    synchronized (lock) {
      return hlcFloor;
    }
  }

  /** Bytes staged and not yet durable; for backpressure. */
  public long stagedBytes() {
    synchronized (lock) {
      return stagedBytes;
    }
  }

  /**
   * Takes records into memory, to be written by the next {@link #flush}. Readers see them at once.
   * One thread at a time.
   *
   * @param sequence rises from call to call; {@link #flush} returns it when this is durable
   * @param newHardState null when unchanged
   * @param entries replace everything from their first index on; none replace nothing
   * @throws LogFailedException if a write has failed
   */
  public void stage(long sequence, @Nullable HardState newHardState, EntryBatch entries) {
    synchronized (lock) {
      checkUsable();
      Invariant.check(sequence > lastSequence, "sequences rise", sequence, lastSequence);
      lastSequence = sequence;
      if (newHardState != null) {
        // Keeps I6.
        Invariant.check(
            HardStateRecord.mayFollow(newHardState, hardState),
            "hard state goes back: " + newHardState + " after " + hardState);
        hardState = newHardState;
        stagedBytes += HardStateRecord.BYTES;
      }
      if (!entries.ids().isEmpty()) {
        stageEntries(entries);
      }
      staged.add(new Staged(sequence, newHardState, entries));
    }
  }

  private void stageEntries(EntryBatch entries) {
    EntryIds ids = entries.ids();
    long first = ids.firstIndex();
    // Keeps I6.
    Invariant.check(
        first <= table.lastIndex() + 1, "entries leave a gap", first, table.lastIndex());
    table.truncateFrom(first);
    long term = table.termAt(first - 1);
    for (int i = 0; i < ids.count(); i++) {
      long next = ids.termAt(first + i);
      Invariant.check(next >= term, "terms never fall along the log", next, term);
      term = next;
      ByteBuffer record = entries.records().get(i);
      Invariant.check(
          EntryCodec.index(record, record.position()) == first + i
              && record.remaining() == ids.storedBytesAt(first + i),
          "the record is that of its id",
          EntryCodec.index(record, record.position()),
          first + i);
      table.appendStaged(term, record.remaining(), record);
      hlcFloor = Math.max(hlcFloor, EntryCodec.hlc(record, record.position()));
    }
    stagedBytes += ids.totalStoredBytes();
  }

  /**
   * Writes everything staged and syncs once. For the log-writer thread; blocks for the disk.
   *
   * @return the highest sequence that is durable now; 0 if nothing was staged
   * @throws LogFailedException if the disk failed, now or before: the process must stop
   */
  public long flush() {
    synchronized (writing) {
      List<Staged> taken = takeStaged();
      if (taken.isEmpty()) {
        return 0;
      }
      try {
        List<long[]> places = write(taken);
        boolean idle = confirm(taken, places);
        if (idle) {
          // Nothing waits: confirm the batch, so that later damage to it is known for what it is.
          writer.appendMark();
          writer.write();
        }
      } catch (IOException e) {
        throw fail(e);
      }
      return taken.getLast().sequence();
    }
  }

  private List<Staged> takeStaged() {
    synchronized (lock) {
      checkUsable();
      List<Staged> taken = staged;
      staged = new ArrayList<>();
      return taken;
    }
  }

  private List<long[]> write(List<Staged> taken) throws IOException {
    List<long[]> places = new ArrayList<>(taken.size());
    writer.appendMark();
    // Keeps I1.
    for (Staged each : taken) {
      if (each.hardState() != null) {
        writer.appendHardState(each.hardState());
      }
      EntryIds ids = each.entries().ids();
      long[] placesOfEach = new long[ids.count()];
      for (int i = 0; i < placesOfEach.length; i++) {
        long index = ids.firstIndex() + i;
        placesOfEach[i] =
            writer.appendEntry(index, ids.termAt(index), each.entries().records().get(i));
      }
      places.add(placesOfEach);
    }
    writer.sync();
    return places;
  }

  /** Notes what is durable now; returns whether nothing else waits. */
  private boolean confirm(List<Staged> taken, List<long[]> places) {
    synchronized (lock) {
      for (int i = 0; i < taken.size(); i++) {
        Staged each = taken.get(i);
        EntryBatch entries = each.entries();
        for (int j = 0; j < entries.records().size(); j++) {
          long index = entries.ids().firstIndex() + j;
          table.stored(index, entries.records().get(j), places.get(i)[j]);
        }
        stagedBytes -= entries.ids().totalStoredBytes();
        stagedBytes -= each.hardState() != null ? HardStateRecord.BYTES : 0;
      }
      table.evictRecords(options.tailCacheBytes());
      return staged.isEmpty();
    }
  }

  /**
   * The records of exactly these entries; empty when the log does not hold them, or no longer. Any
   * thread.
   *
   * @throws CorruptLogException if a record on disk is damaged
   * @throws IOException if the disk fails to read
   */
  public Optional<EntryBatch> read(EntryIds wanted) throws IOException {
    LogReader.Plan plan;
    synchronized (lock) {
      checkUsable();
      if (!holds(wanted)) {
        return Optional.empty();
      }
      plan = LogReader.plan(table, wanted.firstIndex(), wanted.toExclusive());
    }
    return reader.read(plan);
  }

  /**
   * The records of [from, toExclusive), as far as the log reaches and as fit into {@code maxBytes},
   * but at least one; empty when the log does not hold entry {@code from}, or no longer. Any
   * thread.
   *
   * @throws CorruptLogException if a record on disk is damaged
   * @throws IOException if the disk fails to read
   */
  public Optional<EntryBatch> read(long from, long toExclusive, int maxBytes) throws IOException {
    LogReader.Plan plan;
    synchronized (lock) {
      checkUsable();
      if (from < table.firstIndex() || from > table.lastIndex() || from >= toExclusive) {
        return Optional.empty();
      }
      long bytes = table.storedBytesAt(from);
      long end = from + 1;
      while (end < toExclusive && end <= table.lastIndex()) {
        bytes += table.storedBytesAt(end);
        if (bytes > maxBytes) {
          break;
        }
        end++;
      }
      plan = LogReader.plan(table, from, end);
    }
    return reader.read(plan);
  }

  private boolean holds(EntryIds wanted) {
    if (wanted.firstIndex() < table.firstIndex() || wanted.lastIndex() > table.lastIndex()) {
      return false;
    }
    for (long index = wanted.firstIndex(); index < wanted.toExclusive(); index++) {
      if (wanted.termAt(index) != table.termAt(index)) {
        return false;
      }
    }
    return true;
  }

  /**
   * Gives up entries before {@code beforeIndex}, as far as whole segments hold nothing else, oldest
   * first. For the log-writer thread; blocks for the disk.
   *
   * @param beforeIndex nothing before it will be read or replaced any more
   * @throws LogFailedException if the disk failed, now or before: the process must stop
   */
  public void truncatePrefix(long beforeIndex) {
    synchronized (writing) {
      List<Segment> all = segments.list();
      int keepFrom;
      synchronized (lock) {
        checkUsable();
        keepFrom = firstToKeep(all, beforeIndex, lowestStaged());
        if (keepFrom == 0) {
          return;
        }
        table.dropThrough(all.get(keepFrom).header().state().last());
      }
      try {
        for (Segment segment : all.subList(0, keepFrom)) {
          segments.removeOldest();
          disk.delete(segment.name());
          // One by one, so that a crash cannot bring back an older one without its successor (I8).
          disk.syncDirectory();
        }
      } catch (IOException e) {
        throw fail(e);
      }
    }
  }

  private long lowestStaged() {
    long lowest = Long.MAX_VALUE;
    for (Staged each : staged) {
      EntryIds ids = each.entries().ids();
      lowest = ids.isEmpty() ? lowest : Math.min(lowest, ids.firstIndex());
    }
    return lowest;
  }

  /**
   * Position in {@code all} of the newest segment that a replay can begin with when entries before
   * {@code beforeIndex} are not needed. The entry that its header names must still be in the log:
   * no record in it or after it may replace that entry or one before.
   */
  private static int firstToKeep(List<Segment> all, long beforeIndex, long lowestStaged) {
    long lowest = lowestStaged;
    for (int i = all.size() - 1; i > 0; i--) {
      lowest = Math.min(lowest, all.get(i).lowestIndex());
      long lastBefore = all.get(i).header().state().last().index();
      if (lastBefore < beforeIndex && lastBefore < lowest) {
        return i;
      }
    }
    return 0;
  }

  /** Flushes, marks everything as durable, and closes. Does only the closing after a failure. */
  @Override
  public void close() {
    synchronized (writing) {
      synchronized (lock) {
        if (closed) {
          return;
        }
      }
      try {
        if (!hasFailed()) {
          flush();
          writer.appendMark();
          writer.sync();
        }
      } catch (IOException e) {
        throw fail(e);
      } finally {
        closeFiles();
      }
    }
  }

  private void closeFiles() {
    synchronized (lock) {
      closed = true;
    }
    try {
      segments.removeAll();
    } catch (IOException e) {
      throw fail(e);
    }
  }

  private boolean hasFailed() {
    synchronized (lock) {
      return failure != null;
    }
  }

  private LogFailedException fail(IOException cause) {
    synchronized (lock) {
      if (failure == null) {
        failure = cause;
      }
    }
    return new LogFailedException("the log can no longer be trusted: " + cause.getMessage(), cause);
  }

  private void checkUsable() {
    if (failure != null) {
      throw new LogFailedException(
          "the log failed before: " + failure.getMessage() + "; stop this process", failure);
    }
    if (closed) {
      throw new IllegalStateException("the log is closed");
    }
  }
}
