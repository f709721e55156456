package dev.palisade.raft.log;

import dev.palisade.raft.EntryId;
import dev.palisade.raft.EntryIds;
import dev.palisade.raft.Invariant;
import dev.palisade.raft.Membership;
import dev.palisade.raft.MembershipEntry;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * What is known in memory of every entry in the log: term, size, place in the files, and of the
 * newest also the record, and the configurations. Compact arrays, 28 bytes an entry without its
 * record. Not thread-safe.
 */
final class EntryTable {
  /** The place of an entry that is not durable yet. */
  static final long NO_PLACE = -1;

  private EntryId base;

  /** What the base amounts to; 0 when that is not known. */
  private long baseChain;

  private long lastIndex;
  // Entry with index i stands at i - base.index() - 1 + skipped.
  private int skipped;
  private long[] terms = new long[64];
  private int[] storedBytes = new int[64];
  private long[] places = new long[64];
  private long[] chains = new long[64];
  private @Nullable ByteBuffer[] records = new @Nullable ByteBuffer[64];

  private final TreeMap<Long, Membership> memberships = new TreeMap<>();

  // Records before this index are not in memory.
  private long recordsFrom;
  private long recordBytes;

  EntryTable(EntryId base) {
    this.base = base;
    this.lastIndex = base.index();
    this.recordsFrom = base.index() + 1;
  }

  /** A place as one number. */
  static long place(long segment, long offset) {
    return Math.toIntExact(segment) * (1L << 32) + offset;
  }

  static long segmentOf(long place) {
    return place >>> 32;
  }

  static long offsetOf(long place) {
    return place & 0xffff_ffffL;
  }

  /** The entry before the first. */
  EntryId base() {
    return base;
  }

  long firstIndex() {
    return base.index() + 1;
  }

  /** Index of the last entry; that of the base when there is none. */
  long lastIndex() {
    return lastIndex;
  }

  /** The last entry; the base when there is none. */
  EntryId last() {
    return new EntryId(lastIndex, termAt(lastIndex));
  }

  /** Term of an entry or of the base. */
  long termAt(long index) {
    return index == base.index() ? base.term() : terms[slot(index)];
  }

  /** What an entry or the base amounts to; 0 when that is not known. */
  long chainAt(long index) {
    return index == base.index() ? baseChain : chains[slot(index)];
  }

  /** Whether this very entry is in the table, or its base. */
  boolean holds(EntryId id) {
    return id.index() >= base.index() && id.index() <= lastIndex && termAt(id.index()) == id.term();
  }

  int storedBytesAt(long index) {
    return storedBytes[slot(index)];
  }

  long placeAt(long index) {
    return places[slot(index)];
  }

  /** The record, if it is in memory. */
  @Nullable ByteBuffer recordAt(long index) {
    return records[slot(index)];
  }

  /** Ids of [from, toExclusive). */
  EntryIds ids(long from, long toExclusive) {
    if (from == toExclusive) {
      return EntryIds.none(from);
    }
    int begin = slot(from);
    int end = slot(toExclusive - 1) + 1;
    List<MembershipEntry> within = new ArrayList<>();
    memberships
        .subMap(from, toExclusive)
        .forEach((index, membership) -> within.add(new MembershipEntry(index, membership)));
    return EntryIds.of(
            from,
            Arrays.copyOfRange(terms, begin, end),
            Arrays.copyOfRange(storedBytes, begin, end))
        .withMemberships(within);
  }

  /** The last entry is this configuration. */
  void lastIs(Membership membership) {
    memberships.put(lastIndex, membership);
  }

  /** Adds an entry that is in the files and not in memory. */
  void appendStored(long term, int bytes, long place, long chain) {
    int slot = newSlot();
    terms[slot] = term;
    storedBytes[slot] = bytes;
    places[slot] = place;
    chains[slot] = chain;
    records[slot] = null;
    lastIndex++;
    recordsFrom = lastIndex + 1;
  }

  /** Adds an entry that is in memory and not in the files. */
  void appendStaged(long term, int bytes, ByteBuffer record, long chain) {
    int slot = newSlot();
    terms[slot] = term;
    storedBytes[slot] = bytes;
    places[slot] = NO_PLACE;
    chains[slot] = chain;
    records[slot] = record;
    recordBytes += bytes;
    lastIndex++;
  }

  /** The entry is durable there, unless another record has replaced it meanwhile. */
  void stored(long index, ByteBuffer record, long place) {
    boolean current = index >= recordsFrom && index <= lastIndex && records[slot(index)] == record;
    if (current) {
      places[slot(index)] = place;
    }
  }

  /** Removes the entries from {@code index} on. */
  void truncateFrom(long index) {
    Invariant.check(index > base.index(), "replaced entry is behind the base", index, base.index());
    for (long i = Math.max(index, recordsFrom); i <= lastIndex; i++) {
      records[slot(i)] = null;
      recordBytes -= storedBytes[slot(i)];
    }
    memberships.tailMap(index, true).clear();
    lastIndex = Math.min(lastIndex, index - 1);
    recordsFrom = Math.min(recordsFrom, lastIndex + 1);
  }

  /** Removes the entries up to and with this one; it becomes the base. */
  void dropThrough(long index) {
    Invariant.check(
        index >= base.index() && index <= lastIndex,
        "the new base is in the log",
        index,
        lastIndex);
    EntryId newBase = new EntryId(index, termAt(index));
    baseChain = chainAt(index);
    for (long i = recordsFrom; i <= newBase.index(); i++) {
      records[slot(i)] = null;
      recordBytes -= storedBytes[slot(i)];
    }
    recordsFrom = Math.max(recordsFrom, newBase.index() + 1);
    skipped += (int) (newBase.index() - base.index());
    memberships.headMap(newBase.index(), true).clear();
    base = newBase;
  }

  /** Forgets everything; the log begins behind this entry. */
  void reset(EntryId newBase) {
    Arrays.fill(records, null);
    memberships.clear();
    base = newBase;
    baseChain = 0;
    lastIndex = newBase.index();
    skipped = 0;
    recordsFrom = lastIndex + 1;
    recordBytes = 0;
  }

  /** Lets go of the oldest records until those in memory are within {@code maxBytes}. */
  void evictRecords(long maxBytes) {
    // Keeps I7 of Wal: a record that is nowhere else stays.
    while (recordBytes > maxBytes
        && recordsFrom <= lastIndex
        && places[slot(recordsFrom)] != NO_PLACE) {
      int slot = slot(recordsFrom);
      records[slot] = null;
      recordBytes -= storedBytes[slot];
      recordsFrom++;
    }
  }

  private int slot(long index) {
    return (int) (index - base.index() - 1) + skipped;
  }

  private int newSlot() {
    int slot = slot(lastIndex + 1);
    if (slot < terms.length) {
      return slot;
    }
    int count = (int) (lastIndex - base.index());
    int capacity = Math.max(64, count < terms.length / 2 ? terms.length : 2 * count);
    long[] newTerms = new long[capacity];
    int[] newBytes = new int[capacity];
    long[] newPlaces = new long[capacity];
    long[] newChains = new long[capacity];
    @Nullable ByteBuffer[] newRecords = new @Nullable ByteBuffer[capacity];
    System.arraycopy(terms, skipped, newTerms, 0, count);
    System.arraycopy(storedBytes, skipped, newBytes, 0, count);
    System.arraycopy(places, skipped, newPlaces, 0, count);
    System.arraycopy(chains, skipped, newChains, 0, count);
    System.arraycopy(records, skipped, newRecords, 0, count);
    terms = newTerms;
    storedBytes = newBytes;
    places = newPlaces;
    chains = newChains;
    records = newRecords;
    skipped = 0;
    return count;
  }
}
