package dev.palisade.raft.core;

import dev.palisade.raft.EntryId;
import dev.palisade.raft.EntryIds;
import dev.palisade.raft.Invariant;
import java.util.Arrays;

/**
 * The log as the algorithm sees it: the term of each entry and how many bytes the log stores up to
 * it. Sizes of any stretch are differences, so nothing has to be counted along. Takes 16 bytes of
 * memory for each entry after the base.
 *
 * <ul>
 *   <li>L1: indexes are contiguous from the base on.
 *   <li>L2: terms never decrease along the log.
 * </ul>
 */
final class LogIndex {
  private long baseIndex;

  /** Slot 0 is the base, slot i the entry at {@code baseIndex + i}. */
  private long[] terms;

  private long[] storedBytesUpTo;
  private int count;

  LogIndex(EntryId base, EntryIds entries) {
    baseIndex = base.index();
    terms = new long[Math.max(64, entries.count() + 1)];
    storedBytesUpTo = new long[terms.length];
    terms[0] = base.term();
    append(entries);
  }

  /** Index of the entry before the first: known by its term alone. */
  long baseIndex() {
    return baseIndex;
  }

  long lastIndex() {
    return baseIndex + count;
  }

  EntryId last() {
    return idAt(lastIndex());
  }

  /** The term at an index of [base, last]. */
  long termAt(long index) {
    return terms[slot(index)];
  }

  EntryId idAt(long index) {
    return new EntryId(index, termAt(index));
  }

  boolean holds(EntryId id) {
    return id.index() >= baseIndex && id.index() <= lastIndex() && termAt(id.index()) == id.term();
  }

  /** Bytes stored for the entries of (base, index]. */
  long storedBytesUpTo(long index) {
    return storedBytesUpTo[slot(index)];
  }

  /**
   * The last index of [base, index] whose term is at most {@code term}; {@code base - 1} when there
   * is none.
   */
  long lastIndexAtOrBefore(long index, long term) {
    int low = 0;
    int high = (int) (Math.min(index, lastIndex()) - baseIndex) + 1;
    // By L2: everything before low has a term of at most `term`, everything from high on has not.
    while (low < high) {
      int middle = (low + high) >>> 1;
      if (terms[middle] <= term) {
        low = middle + 1;
      } else {
        high = middle;
      }
    }
    return baseIndex + low - 1;
  }

  /** Adds entries right after the last one. */
  void append(EntryIds entries) {
    if (entries.isEmpty()) {
      return;
    }
    // Keeps L1.
    Invariant.check(
        entries.firstIndex() == lastIndex() + 1,
        "appended entries follow the last one",
        entries.firstIndex(),
        lastIndex());
    reserve(entries.count());
    for (long index = entries.firstIndex(); index < entries.toExclusive(); index++) {
      long term = entries.termAt(index);
      // Keeps L2.
      Invariant.check(term >= terms[count], "terms never decrease along the log", term, index);
      terms[count + 1] = term;
      storedBytesUpTo[count + 1] = storedBytesUpTo[count] + entries.storedBytesAt(index);
      count++;
    }
  }

  /** Drops the entries from {@code index} on. */
  void truncateFrom(long index) {
    Invariant.check(index > baseIndex, "the base is never truncated", index, baseIndex);
    count = (int) Math.min(count, index - 1 - baseIndex);
  }

  /** Forgets the entries up to and with {@code index}, which becomes the base. */
  void compactTo(long index) {
    int dropped = slot(index);
    terms = Arrays.copyOfRange(terms, dropped, Math.max(terms.length, dropped + 64));
    storedBytesUpTo = Arrays.copyOfRange(storedBytesUpTo, dropped, dropped + terms.length);
    baseIndex = index;
    count -= dropped;
  }

  /** Forgets everything: the log begins after {@code base}. */
  void reset(EntryId base) {
    baseIndex = base.index();
    count = 0;
    terms[0] = base.term();
    storedBytesUpTo[0] = 0;
  }

  /** The entries of [from, toExclusive), all after the base. */
  EntryIds range(long from, long toExclusive) {
    int begin = slot(from - 1) + 1;
    int length = (int) (toExclusive - from);
    int[] storedBytes = new int[length];
    for (int i = 0; i < length; i++) {
      storedBytes[i] = (int) (storedBytesUpTo[begin + i] - storedBytesUpTo[begin + i - 1]);
    }
    return EntryIds.of(from, Arrays.copyOfRange(terms, begin, begin + length), storedBytes);
  }

  /**
   * Where a stretch that begins at {@code from} must end, exclusive, to stay within both bounds. A
   * stretch has at least one entry if there is one, whatever its size.
   */
  long chunkEnd(long from, long maxStoredBytes, int maxEntries) {
    long limit = storedBytesUpTo(from - 1) + maxStoredBytes;
    long end = from;
    long last = Math.min(lastIndex(), from + maxEntries - 1);
    while (end <= last && (end == from || storedBytesUpTo(end) <= limit)) {
      end++;
    }
    return end;
  }

  private void reserve(int more) {
    int needed = Math.addExact(count + 1, more);
    if (needed > terms.length) {
      int capacity = (int) Math.max(needed, Math.min(terms.length * 2L, Integer.MAX_VALUE - 8));
      terms = Arrays.copyOf(terms, capacity);
      storedBytesUpTo = Arrays.copyOf(storedBytesUpTo, capacity);
    }
  }

  private int slot(long index) {
    if (index < baseIndex || index > lastIndex()) {
      throw new IllegalArgumentException(
          index + " is not within [" + baseIndex + ", " + lastIndex() + "] of the log");
    }
    return (int) (index - baseIndex);
  }
}
