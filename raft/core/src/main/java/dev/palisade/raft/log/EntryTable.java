package dev.palisade.raft.log;

import dev.palisade.raft.EntryId;
import dev.palisade.raft.EntryIds;
import dev.palisade.raft.IndexedLongs;
import dev.palisade.raft.Invariant;
import dev.palisade.raft.Membership;
import dev.palisade.raft.MembershipEntry;
import dev.palisade.raft.TermRuns;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * What is known in memory of every entry in the log: term, size, place in the files, and of the
 * newest also the record, and the configurations. Takes 24 bytes an entry without its record. Not
 * thread-safe.
 */
final class EntryTable {
  /** The place of an entry that is not durable yet. */
  static final long NO_PLACE = -1;

  private EntryId base;

  /** What the base amounts to; 0 when that is not known. */
  private long baseChain;

  private long lastIndex;
  private final TermRuns terms;
  private final IndexedLongs storedBytes;
  private final IndexedLongs places;
  private final IndexedLongs chains;
  private final RecordRing records;
  private long recordBytes;

  private final TreeMap<Long, Membership> memberships = new TreeMap<>();

  EntryTable(EntryId base) {
    this.base = base;
    lastIndex = base.index();
    terms = new TermRuns(lastIndex + 1);
    storedBytes = new IndexedLongs(lastIndex + 1);
    places = new IndexedLongs(lastIndex + 1);
    chains = new IndexedLongs(lastIndex + 1);
    records = new RecordRing(lastIndex + 1);
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
    return index == base.index() ? base.term() : terms.termAt(index);
  }

  /** What an entry or the base amounts to; 0 when that is not known. */
  long chainAt(long index) {
    return index == base.index() ? baseChain : chains.get(index);
  }

  /** Whether this very entry is in the table, or its base. */
  boolean holds(EntryId id) {
    return id.index() >= base.index() && id.index() <= lastIndex && termAt(id.index()) == id.term();
  }

  int storedBytesAt(long index) {
    return (int) storedBytes.get(index);
  }

  long placeAt(long index) {
    return places.get(index);
  }

  /** The record, if it is in memory. */
  @Nullable ByteBuffer recordAt(long index) {
    return records.get(index);
  }

  /** Ids of [from, toExclusive). */
  EntryIds ids(long from, long toExclusive) {
    int count = (int) (toExclusive - from);
    if (count == 0) {
      return EntryIds.none(from);
    }
    long[] theirTerms = new long[count];
    int[] theirBytes = new int[count];
    for (int i = 0; i < count; i++) {
      theirTerms[i] = terms.termAt(from + i);
      theirBytes[i] = storedBytesAt(from + i);
    }
    List<MembershipEntry> within = new ArrayList<>();
    memberships
        .subMap(from, toExclusive)
        .forEach((index, membership) -> within.add(new MembershipEntry(index, membership)));
    return EntryIds.of(from, theirTerms, theirBytes).withMemberships(within);
  }

  /** The newest configuration among the entries up to and with this one; null without any. */
  @Nullable MembershipEntry newestMembership(long index) {
    var newest = memberships.floorEntry(index);
    return newest == null ? null : new MembershipEntry(newest.getKey(), newest.getValue());
  }

  /** The last entry is this configuration. */
  void lastIs(Membership membership) {
    memberships.put(lastIndex, membership);
  }

  /** Adds an entry that is in the files and not in memory. */
  void appendStored(long term, int bytes, long place, long chain) {
    while (!records.isEmpty()) {
      dropOldestRecord();
    }
    append(term, bytes, place, chain);
    records.reset(lastIndex + 1);
  }

  /** Adds an entry that is in memory and not in the files. */
  void appendStaged(long term, int bytes, ByteBuffer record, long chain) {
    append(term, bytes, NO_PLACE, chain);
    records.append(record);
    recordBytes += bytes;
  }

  private void append(long term, int bytes, long place, long chain) {
    terms.append(term);
    storedBytes.append(bytes);
    places.append(place);
    chains.append(chain);
    lastIndex++;
  }

  /** The entry is durable there, unless another record has replaced it meanwhile. */
  void stored(long index, ByteBuffer record, long place) {
    if (records.get(index) == record) {
      places.set(index, place);
    }
  }

  /** Removes the entries from {@code index} on. */
  void truncateFrom(long index) {
    Invariant.check(index > base.index(), "replaced entry is behind the base", index, base.index());
    for (; lastIndex >= index; lastIndex--) {
      if (!records.isEmpty()) {
        recordBytes -= storedBytesAt(lastIndex);
        records.dropLast();
      }
    }
    if (records.isEmpty()) {
      records.reset(lastIndex + 1);
    }
    terms.truncateFrom(lastIndex + 1);
    storedBytes.truncateFrom(lastIndex + 1);
    places.truncateFrom(lastIndex + 1);
    chains.truncateFrom(lastIndex + 1);
    memberships.tailMap(index, true).clear();
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
    while (records.from() <= index) {
      dropOldestRecord();
    }
    terms.dropBefore(index + 1);
    storedBytes.dropBefore(index + 1);
    places.dropBefore(index + 1);
    chains.dropBefore(index + 1);
    memberships.headMap(index, true).clear();
    base = newBase;
  }

  /** Forgets everything; the log begins behind this entry. */
  void reset(EntryId newBase) {
    memberships.clear();
    base = newBase;
    baseChain = 0;
    lastIndex = newBase.index();
    terms.reset(lastIndex + 1);
    storedBytes.reset(lastIndex + 1);
    places.reset(lastIndex + 1);
    chains.reset(lastIndex + 1);
    records.reset(lastIndex + 1);
    recordBytes = 0;
  }

  /** Lets go of the oldest records until those in memory are within {@code maxBytes}. */
  void evictRecords(long maxBytes) {
    // Keeps I7 of Wal: a record that is nowhere else stays.
    while (recordBytes > maxBytes && placeAt(records.from()) != NO_PLACE) {
      dropOldestRecord();
    }
  }

  private void dropOldestRecord() {
    recordBytes -= storedBytesAt(records.from());
    records.dropFirst();
  }
}
