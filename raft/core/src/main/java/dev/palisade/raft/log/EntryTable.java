package dev.palisade.raft.log;

import dev.palisade.raft.EntryId;
import dev.palisade.raft.EntryIds;
import dev.palisade.raft.Invariant;
import dev.palisade.raft.Membership;
import dev.palisade.raft.MembershipEntry;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * What is known in memory of every entry in the log: term, size, place in the files, and of the
 * newest also the record, and the configurations. Compact arrays, 20 bytes an entry without its
 * record, in chunks: what is dropped from the front is freed chunk by chunk, and growing copies
 * nothing, so that a log of millions of entries never needs room for two tables. Not thread-safe.
 */
final class EntryTable {
  /** The place of an entry that is not durable yet. */
  static final long NO_PLACE = -1;

  private static final int CHUNK_ENTRIES = 4096;

  /** So many neighbouring entries. */
  private static final class Chunk {
    final int[] storedBytes = new int[CHUNK_ENTRIES];
    final long[] places = new long[CHUNK_ENTRIES];
    final long[] chains = new long[CHUNK_ENTRIES];

    /** Null while none of them is in memory. */
    @Nullable ByteBuffer @Nullable [] records;

    @Nullable ByteBuffer record(int slot) {
      return records == null ? null : records[slot];
    }

    void forgetRecord(int slot) {
      if (records != null) {
        records[slot] = null;
      }
    }
  }

  private EntryId base;

  /** What the base amounts to; 0 when that is not known. */
  private long baseChain;

  private long lastIndex;

  /** Without gaps; the first entry of the first chunk has the index {@code chunksFrom}. */
  private final List<Chunk> chunks = new ArrayList<>();

  private long chunksFrom;

  /** Terms by the index of the first entry that has them. */
  private final TreeMap<Long, Long> terms = new TreeMap<>();

  private final TreeMap<Long, Membership> memberships = new TreeMap<>();

  // Records before this index are not in memory.
  private long recordsFrom;
  private long recordBytes;

  EntryTable(EntryId base) {
    this.base = base;
    this.lastIndex = base.index();
    this.recordsFrom = base.index() + 1;
    this.chunksFrom = base.index() + 1;
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
    if (index == base.index()) {
      return base.term();
    }
    Invariant.check(
        index > base.index() && index <= lastIndex, "the entry is in the log", index, lastIndex);
    return terms.floorEntry(index).getValue();
  }

  /** What an entry or the base amounts to; 0 when that is not known. */
  long chainAt(long index) {
    return index == base.index() ? baseChain : chunk(index).chains[slot(index)];
  }

  /** Whether this very entry is in the table, or its base. */
  boolean holds(EntryId id) {
    return id.index() >= base.index() && id.index() <= lastIndex && termAt(id.index()) == id.term();
  }

  int storedBytesAt(long index) {
    return chunk(index).storedBytes[slot(index)];
  }

  long placeAt(long index) {
    return chunk(index).places[slot(index)];
  }

  /** The record, if it is in memory. */
  @Nullable ByteBuffer recordAt(long index) {
    return chunk(index).record(slot(index));
  }

  /** Ids of [from, toExclusive). */
  EntryIds ids(long from, long toExclusive) {
    if (from == toExclusive) {
      return EntryIds.none(from);
    }
    int count = (int) (toExclusive - from);
    long[] theirTerms = new long[count];
    int[] theirBytes = new int[count];
    for (int i = 0; i < count; i++) {
      theirTerms[i] = termAt(from + i);
      theirBytes[i] = storedBytesAt(from + i);
    }
    List<MembershipEntry> within = new ArrayList<>();
    memberships
        .subMap(from, toExclusive)
        .forEach((index, membership) -> within.add(new MembershipEntry(index, membership)));
    return EntryIds.of(from, theirTerms, theirBytes).withMemberships(within);
  }

  /** The last entry is this configuration. */
  void lastIs(Membership membership) {
    memberships.put(lastIndex, membership);
  }

  /** Adds an entry that is in the files and not in memory. */
  void appendStored(long term, int bytes, long place, long chain) {
    append(term, bytes, place, chain);
    recordsFrom = lastIndex + 1;
  }

  /** Adds an entry that is in memory and not in the files. */
  void appendStaged(long term, int bytes, ByteBuffer record, long chain) {
    append(term, bytes, NO_PLACE, chain);
    Chunk chunk = chunk(lastIndex);
    if (chunk.records == null) {
      chunk.records = new @Nullable ByteBuffer[CHUNK_ENTRIES];
    }
    chunk.records[slot(lastIndex)] = record;
    recordBytes += bytes;
  }

  private void append(long term, int bytes, long place, long chain) {
    long index = lastIndex + 1;
    if (index - chunksFrom == (long) chunks.size() * CHUNK_ENTRIES) {
      chunks.add(new Chunk());
    }
    Chunk chunk = chunk(index);
    int slot = slot(index);
    chunk.storedBytes[slot] = bytes;
    chunk.places[slot] = place;
    chunk.chains[slot] = chain;
    chunk.forgetRecord(slot);
    Map.Entry<Long, Long> newest = terms.lastEntry();
    if (newest == null || newest.getValue() != term) {
      terms.put(index, term);
    }
    lastIndex = index;
  }

  /** The entry is durable there, unless another record has replaced it meanwhile. */
  void stored(long index, ByteBuffer record, long place) {
    if (index >= recordsFrom && index <= lastIndex && recordAt(index) == record) {
      chunk(index).places[slot(index)] = place;
    }
  }

  /** Removes the entries from {@code index} on. */
  void truncateFrom(long index) {
    Invariant.check(index > base.index(), "replaced entry is behind the base", index, base.index());
    for (long i = Math.max(index, recordsFrom); i <= lastIndex; i++) {
      forgetRecord(i);
    }
    memberships.tailMap(index, true).clear();
    terms.tailMap(index, true).clear();
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
      forgetOldestRecord(i);
    }
    recordsFrom = Math.max(recordsFrom, newBase.index() + 1);
    memberships.headMap(newBase.index(), true).clear();
    dropTerms(newBase.index() + 1);
    base = newBase;
    dropChunks();
  }

  /** All but those of the entries from this one on. */
  private void dropTerms(long fromIndex) {
    Long first = terms.floorKey(fromIndex);
    if (first != null) {
      terms.headMap(first, false).clear();
    }
  }

  private void dropChunks() {
    int gone = 0;
    while (gone < chunks.size() && chunksFrom + CHUNK_ENTRIES <= base.index() + 1) {
      gone++;
      chunksFrom += CHUNK_ENTRIES;
    }
    chunks.subList(0, gone).clear();
  }

  /** Forgets everything; the log begins behind this entry. */
  void reset(EntryId newBase) {
    chunks.clear();
    chunksFrom = newBase.index() + 1;
    terms.clear();
    memberships.clear();
    base = newBase;
    baseChain = 0;
    lastIndex = newBase.index();
    recordsFrom = lastIndex + 1;
    recordBytes = 0;
  }

  /** Lets go of the oldest records until those in memory are within {@code maxBytes}. */
  void evictRecords(long maxBytes) {
    // Keeps I7 of Wal: a record that is nowhere else stays.
    while (recordBytes > maxBytes && recordsFrom <= lastIndex && placeAt(recordsFrom) != NO_PLACE) {
      forgetOldestRecord(recordsFrom);
      recordsFrom++;
    }
  }

  private void forgetRecord(long index) {
    Chunk chunk = chunk(index);
    recordBytes -= chunk.storedBytes[slot(index)];
    chunk.forgetRecord(slot(index));
  }

  /** No entry before this one has its record in memory. */
  private void forgetOldestRecord(long index) {
    forgetRecord(index);
    if (slot(index) == CHUNK_ENTRIES - 1) {
      chunk(index).records = null;
    }
  }

  private Chunk chunk(long index) {
    return chunks.get((int) ((index - chunksFrom) / CHUNK_ENTRIES));
  }

  private int slot(long index) {
    return (int) ((index - chunksFrom) % CHUNK_ENTRIES);
  }
}
