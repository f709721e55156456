package dev.palisade.raft.log;

import dev.palisade.raft.EntryId;
import dev.palisade.raft.EntryIds;
import dev.palisade.raft.HardState;
import dev.palisade.raft.Invariant;
import dev.palisade.raft.MembershipEntry;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The log as its readers see it: everything staged, durable or not, and the queue of what waits to
 * be written. Thread-safe by one lock that is held shortly and never during I/O.
 */
final class LogMemory {
  private final EntryTable table;
  private final long tailCacheBytes;
  private HardState hardState;
  private long hlcFloor;
  private EntryId promised;
  private List<Staged> waiting = new ArrayList<>();
  private long unconfirmedBytes;
  private long lastSequence;

  /**
   * One call of {@link Wal#stage}.
   *
   * @param cutAfter the entry after which the log is cut before the entries are added; null when
   *     they replace nothing
   */
  record Staged(
      long sequence,
      @Nullable HardState hardState,
      @Nullable EntryId cutAfter,
      EntryBatch entries) {
    long bytes() {
      return entries.ids().totalStoredBytes()
          + (hardState == null ? 0 : HardStateRecord.BYTES)
          + (cutAfter == null ? 0 : Cut.BYTES);
    }
  }

  LogMemory(
      EntryTable table, EntryId promised, HardState hardState, long hlcFloor, long tailCacheBytes) {
    this.table = table;
    this.tailCacheBytes = tailCacheBytes;
    this.hardState = hardState;
    this.hlcFloor = hlcFloor;
    this.promised = promised;
  }

  synchronized HardState hardState() {
    return hardState;
  }

  synchronized EntryId base() {
    return table.base();
  }

  synchronized EntryIds entryIds() {
    return table.ids(table.firstIndex(), table.lastIndex() + 1);
  }

  /** The newest configuration among the entries up to and with this one; null without any. */
  synchronized @Nullable MembershipEntry newestMembership(long index) {
    return table.newestMembership(index);
  }

  synchronized long hlcFloor() {
    return hlcFloor;
  }

  /** The last entry that was promised and lost; null when nothing is missing. */
  synchronized @Nullable EntryId promised() {
    return promised.equals(EntryId.ZERO) ? null : promised;
  }

  /** Bytes staged and not confirmed. */
  synchronized long unconfirmedBytes() {
    return unconfirmedBytes;
  }

  /** Adds to the log and to the queue; keeps I6 of {@link Wal}. */
  synchronized void stage(long sequence, @Nullable HardState newHardState, EntryBatch entries) {
    Invariant.check(sequence > lastSequence, "sequences rise", sequence, lastSequence);
    if (newHardState != null) {
      if (!HardStateRecord.mayFollow(newHardState, hardState)) {
        throw new Invariant.Violation(
            "hard state goes back: " + newHardState + " after " + hardState);
      }
      hardState = newHardState;
    }
    EntryId cutAfter = entries.ids().isEmpty() ? null : cutBefore(entries.ids().firstIndex());
    add(entries);
    Staged next = new Staged(sequence, newHardState, cutAfter, entries);
    lastSequence = sequence;
    unconfirmedBytes += next.bytes();
    waiting.add(next);
  }

  /** Removes the entries from {@code first} on; the last that stays, or null if nothing goes. */
  private @Nullable EntryId cutBefore(long first) {
    long last = table.lastIndex();
    Invariant.check(first <= last + 1, "entries leave no gap", first, last);
    if (first == last + 1) {
      return null;
    }
    table.truncateFrom(first);
    return table.last();
  }

  private void add(EntryBatch entries) {
    EntryIds ids = entries.ids();
    long first = ids.firstIndex();
    for (int i = 0; i < ids.count(); i++) {
      ByteBuffer record = entries.records().get(i);
      int at = record.position();
      long term = ids.termAt(first + i);
      long lowestTerm = table.termAt(table.lastIndex());
      Invariant.check(term >= lowestTerm, "terms never fall along the log", term, lowestTerm);
      Invariant.check(
          EntryCodec.index(record, at) == first + i,
          "the record is of its index",
          EntryCodec.index(record, at),
          first + i);
      Invariant.check(
          EntryCodec.term(record, at) == term,
          "the record is of its term",
          EntryCodec.term(record, at),
          term);
      table.appendStaged(term, record.remaining(), record, EntryCodec.chainOf(record, at));
      if (EntryCodec.isMembership(record, at)) {
        table.lastIs(MembershipCodec.decode(EntryCodec.payload(record, at)));
      }
      hlcFloor = Math.max(hlcFloor, EntryCodec.hlc(record, at));
    }
    promised = Summary.left(promised, table.last());
  }

  /** Empties the queue; what was in it stays unconfirmed. */
  synchronized List<Staged> takeWaiting() {
    List<Staged> taken = waiting;
    waiting = new ArrayList<>();
    return taken;
  }

  synchronized boolean nothingWaits() {
    return waiting.isEmpty();
  }

  /** What was taken is durable, its entries at these places. */
  synchronized void confirm(List<Staged> taken, List<long[]> places) {
    for (int i = 0; i < taken.size(); i++) {
      EntryBatch entries = taken.get(i).entries;
      long first = entries.ids().firstIndex();
      for (int j = 0; j < entries.records().size(); j++) {
        table.stored(first + j, entries.records().get(j), places.get(i)[j]);
      }
      unconfirmedBytes -= taken.get(i).bytes();
    }
    table.evictRecords(tailCacheBytes);
  }

  /** What the last entry amounts to; 0 when that is not known. */
  synchronized long chainOfLast() {
    return table.chainAt(table.lastIndex());
  }

  /**
   * The first of these entries that cannot be: it, or the entry before it, has another content than
   * here; null when all can.
   */
  synchronized @Nullable EntryId contradicting(EntryBatch entries) {
    EntryIds ids = entries.ids();
    long before = 0;
    for (int i = 0; i < ids.count(); i++) {
      EntryId id = ids.idAt(ids.firstIndex() + i);
      ByteBuffer record = entries.records().get(i);
      long said = EntryCodec.chainBefore(record, record.position());
      long own = EntryCodec.chainOf(record, record.position());
      if (i == 0 && id.index() > table.base().index() && id.index() <= table.lastIndex() + 1) {
        before = table.chainAt(id.index() - 1);
      }
      boolean isOther = table.holds(id) && differ(own, table.chainAt(id.index()));
      if (isOther || differ(said, before)) {
        return id;
      }
      before = own;
    }
    return null;
  }

  private static boolean differ(long chain, long other) {
    return chain != 0 && other != 0 && chain != other;
  }

  /** How to read exactly these entries; null when the log does not hold them. */
  synchronized LogReader.@Nullable Plan plan(EntryIds wanted) {
    if (wanted.firstIndex() < table.firstIndex() || wanted.lastIndex() > table.lastIndex()) {
      return null;
    }
    for (long index = wanted.firstIndex(); index < wanted.toExclusive(); index++) {
      if (wanted.termAt(index) != table.termAt(index)) {
        return null;
      }
    }
    return LogReader.plan(table, wanted.firstIndex(), wanted.toExclusive());
  }

  /**
   * How to read [from, toExclusive) as far as it goes; null when the log does not hold the first.
   */
  synchronized LogReader.@Nullable Plan plan(long from, long toExclusive, int maxBytes) {
    if (from < table.firstIndex() || from > table.lastIndex() || from >= toExclusive) {
      return null;
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
    return LogReader.plan(table, from, end);
  }

  /** The lowest index of any entry that waits; {@link Long#MAX_VALUE} if there is none. */
  synchronized long lowestWaitingIndex() {
    long lowest = Long.MAX_VALUE;
    for (Staged each : waiting) {
      EntryIds ids = each.entries.ids();
      lowest = ids.isEmpty() ? lowest : Math.min(lowest, ids.firstIndex());
    }
    return lowest;
  }

  /** Forgets the entries up to and with this one; none when that was done before. */
  synchronized void dropThrough(long index) {
    if (index > table.base().index()) {
      table.dropThrough(index);
    }
  }

  /**
   * Forgets everything; the log begins behind this entry. Nothing may wait.
   *
   * @return the hard state if it changed: its term is never below that of the log
   */
  synchronized @Nullable HardState reset(EntryId base) {
    checkNothingWaits();
    table.reset(base);
    promised = Summary.left(promised, base);
    return raisedTo(base.term());
  }

  /**
   * Lets the log go on behind this entry, without what stood there.
   *
   * @return what is to be recorded
   */
  synchronized Lost giveUp(EntryId after) {
    checkNothingWaits();
    EntryId last = promised.equals(EntryId.ZERO) ? table.last() : promised;
    if (table.holds(after)) {
      table.truncateFrom(after.index() + 1);
    } else {
      table.reset(after);
    }
    promised = Summary.left(last, table.last());
    return new Lost(after, last);
  }

  /** Raises the term to this one if it is lower; the hard state if it changed. */
  synchronized @Nullable HardState raisedTo(long term) {
    if (hardState.term() >= term) {
      return null;
    }
    hardState = new HardState(term, null);
    return hardState;
  }

  private void checkNothingWaits() {
    Invariant.check(
        waiting.stream().allMatch(each -> each.entries().ids().isEmpty()),
        "no entries wait to be written to a log that is emptied");
  }

  /** Whether this very entry is in the log, or its base. */
  synchronized boolean holds(EntryId id) {
    return table.holds(id);
  }

  /** Where the newest entries up to {@code toIndex} begin that take at most so many bytes. */
  synchronized long firstOfNewest(long toIndex, long maxBytes) {
    long from = Math.min(toIndex, table.lastIndex()) + 1;
    long bytes = 0;
    while (from > table.firstIndex()) {
      bytes += Math.max(table.storedBytesAt(from - 1), maxBytes / Wal.KEPT_ENTRIES);
      if (bytes > maxBytes) {
        break;
      }
      from--;
    }
    return from;
  }
}
