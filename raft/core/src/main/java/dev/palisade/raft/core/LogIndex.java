package dev.palisade.raft.core;

import dev.palisade.raft.EntryId;
import dev.palisade.raft.EntryIds;
import dev.palisade.raft.IndexedLongs;
import dev.palisade.raft.Invariant;
import dev.palisade.raft.TermRuns;

/**
 * The log as the algorithm sees it: the term of each entry and how many bytes the log stores up to
 * it. Sizes of any stretch are differences, so nothing has to be counted along. Takes 8 bytes of
 * memory for each entry after the base.
 *
 * <ul>
 *   <li>L1: indexes are contiguous from the base on.
 *   <li>L2: terms never decrease along the log.
 * </ul>
 */
final class LogIndex {
  private long baseIndex;
  private long lastIndex;

  // Both from the base on, which has no bytes of its own.
  private final TermRuns terms;
  private final IndexedLongs storedBytesUpTo;

  LogIndex(EntryId base, EntryIds entries) {
    terms = new TermRuns(base.index());
    storedBytesUpTo = new IndexedLongs(base.index());
    reset(base);
    append(entries);
  }

  /** Index of the entry before the first: known by its term alone. */
  long baseIndex() {
    return baseIndex;
  }

  long lastIndex() {
    return lastIndex;
  }

  EntryId last() {
    return idAt(lastIndex);
  }

  /** The term at an index of [base, last]. */
  long termAt(long index) {
    return terms.termAt(index);
  }

  EntryId idAt(long index) {
    return new EntryId(index, termAt(index));
  }

  boolean holds(EntryId id) {
    return id.index() >= baseIndex && id.index() <= lastIndex && termAt(id.index()) == id.term();
  }

  /** Bytes stored for the entries of (base, index]. */
  long storedBytesUpTo(long index) {
    return storedBytesUpTo.get(index);
  }

  /**
   * The last index of [base, index] whose term is at most {@code term}; {@code base - 1} when there
   * is none.
   */
  long lastIndexAtOrBefore(long index, long term) {
    long low = baseIndex;
    long high = Math.min(index, lastIndex) + 1;
    // By L2: everything before low has a term of at most `term`, everything from high on has not.
    while (low < high) {
      long middle = (low + high) >>> 1;
      if (terms.termAt(middle) <= term) {
        low = middle + 1;
      } else {
        high = middle;
      }
    }
    return low - 1;
  }

  /** Adds entries right after the last one. */
  void append(EntryIds entries) {
    if (entries.isEmpty()) {
      return;
    }
    // Keeps L1.
    Invariant.check(
        entries.firstIndex() == lastIndex + 1,
        "appended entries follow the last one",
        entries.firstIndex(),
        lastIndex);
    for (long index = entries.firstIndex(); index < entries.toExclusive(); index++) {
      long term = entries.termAt(index);
      // Keeps L2.
      Invariant.check(term >= termAt(lastIndex), "terms never decrease along the log", term, index);
      terms.append(term);
      storedBytesUpTo.append(storedBytesUpTo(lastIndex) + entries.storedBytesAt(index));
      lastIndex = index;
    }
  }

  /** Drops the entries from {@code index} on. */
  void truncateFrom(long index) {
    Invariant.check(index > baseIndex, "the base is never truncated", index, baseIndex);
    lastIndex = Math.min(lastIndex, index - 1);
    terms.truncateFrom(lastIndex + 1);
    storedBytesUpTo.truncateFrom(lastIndex + 1);
  }

  /** Forgets the entries up to and with {@code index}, which becomes the base. */
  void compactTo(long index) {
    terms.dropBefore(index);
    storedBytesUpTo.dropBefore(index);
    baseIndex = index;
  }

  /** Forgets everything: the log begins after {@code base}. */
  void reset(EntryId base) {
    baseIndex = base.index();
    lastIndex = baseIndex;
    terms.reset(baseIndex);
    terms.append(base.term());
    storedBytesUpTo.reset(baseIndex);
    storedBytesUpTo.append(0);
  }

  /** The entries of [from, toExclusive), all after the base. */
  EntryIds range(long from, long toExclusive) {
    int length = (int) (toExclusive - from);
    long[] theirTerms = new long[length];
    int[] storedBytes = new int[length];
    for (int i = 0; i < length; i++) {
      theirTerms[i] = termAt(from + i);
      storedBytes[i] = (int) (storedBytesUpTo(from + i) - storedBytesUpTo(from + i - 1));
    }
    return EntryIds.of(from, theirTerms, storedBytes);
  }

  /**
   * Where a stretch that begins at {@code from} must end, exclusive, to stay within both bounds. A
   * stretch has at least one entry if there is one, whatever its size.
   */
  long chunkEnd(long from, long maxStoredBytes, int maxEntries) {
    long limit = storedBytesUpTo(from - 1) + maxStoredBytes;
    long end = from;
    long last = Math.min(lastIndex, from + maxEntries - 1);
    while (end <= last && (end == from || storedBytesUpTo(end) <= limit)) {
      end++;
    }
    return end;
  }
}
