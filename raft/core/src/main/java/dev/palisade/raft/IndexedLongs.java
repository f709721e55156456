package dev.palisade.raft;

import java.util.ArrayList;
import java.util.List;

/**
 * One number for each entry of a log, by its index: appended at the end, dropped from both ends.
 * Kept in chunks of 4,096 numbers: growing copies nothing, and what is dropped from the front is
 * freed chunk by chunk, so that a log of millions of entries never needs room for two of these. Not
 * thread-safe.
 */
public final class IndexedLongs {
  private static final int CHUNK = 4096;

  private final List<long[]> chunks = new ArrayList<>();

  /** The index of the first number of the first chunk, dropped or not. */
  private long chunksFrom;

  private long from;
  private long toExclusive;

  /** Nothing yet; the first number appended has this index. */
  public IndexedLongs(long from) {
    reset(from);
  }

  /** Forgets everything; the next number appended has this index. */
  public void reset(long nextIndex) {
    chunks.clear();
    chunksFrom = nextIndex;
    from = nextIndex;
    toExclusive = nextIndex;
  }

  /** Adds the number of the next index. */
  public void append(long number) {
    if (toExclusive - chunksFrom == (long) chunks.size() * CHUNK) {
      chunks.add(new long[CHUNK]);
    }
    toExclusive++;
    set(toExclusive - 1, number);
  }

  /** The number at an index that is there. */
  public long get(long index) {
    return chunk(index)[slot(index)];
  }

  /** Replaces the number at an index that is there. */
  public void set(long index, long number) {
    chunk(index)[slot(index)] = number;
  }

  /** Drops the numbers from this index on, which lies within them or right behind. */
  public void truncateFrom(long index) {
    check(index >= from && index <= toExclusive, index);
    toExclusive = index;
  }

  /** Drops the numbers before this index, which lies within them or right behind. */
  public void dropBefore(long index) {
    check(index >= from && index <= toExclusive, index);
    from = index;
    int gone = (int) ((from - chunksFrom) / CHUNK);
    chunks.subList(0, Math.min(gone, chunks.size())).clear();
    chunksFrom += (long) gone * CHUNK;
  }

  private long[] chunk(long index) {
    check(index >= from && index < toExclusive, index);
    return chunks.get((int) ((index - chunksFrom) / CHUNK));
  }

  private int slot(long index) {
    return (int) ((index - chunksFrom) % CHUNK);
  }

  private void check(boolean isWithin, long index) {
    if (!isWithin) {
      throw new IllegalArgumentException(
          index + " is not within [" + from + ", " + toExclusive + ") of the log");
    }
  }
}
