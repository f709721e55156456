package dev.palisade.raft;

import java.util.Arrays;

/**
 * The term of each entry of a log, by its index: appended at the end, dropped from both ends. Takes
 * room for each change of the term, of which there are few, not for each entry. Not thread-safe.
 */
public final class TermRuns {
  /** Run r has the indexes from starts[r] up to the start of the next one. */
  private long[] starts = new long[8];

  private long[] terms = new long[8];
  private int runs;
  private long from;
  private long toExclusive;

  /** Nothing yet; the first term appended has this index. */
  public TermRuns(long from) {
    reset(from);
  }

  /** Forgets everything; the next term appended has this index. */
  public void reset(long nextIndex) {
    runs = 0;
    from = nextIndex;
    toExclusive = nextIndex;
  }

  /** Adds the term of the next index. */
  public void append(long term) {
    if (runs == 0 || terms[runs - 1] != term) {
      if (runs == starts.length) {
        starts = Arrays.copyOf(starts, 2 * runs);
        terms = Arrays.copyOf(terms, 2 * runs);
      }
      starts[runs] = toExclusive;
      terms[runs] = term;
      runs++;
    }
    toExclusive++;
  }

  /** The term at an index that is there. */
  public long termAt(long index) {
    if (index < from || index >= toExclusive) {
      throw new IllegalArgumentException(
          index + " is not within [" + from + ", " + toExclusive + ") of the log");
    }
    return terms[runOf(index)];
  }

  /** Drops the terms from this index on, which lies within them or right behind. */
  public void truncateFrom(long index) {
    toExclusive = Math.min(toExclusive, index);
    while (runs > 0 && starts[runs - 1] >= index) {
      runs--;
    }
  }

  /** Drops the terms before this index, which lies within them or right behind. */
  public void dropBefore(long index) {
    from = index;
    int first = runs == 0 ? 0 : runOf(Math.min(index, toExclusive - 1));
    runs -= first;
    System.arraycopy(starts, first, starts, 0, runs);
    System.arraycopy(terms, first, terms, 0, runs);
  }

  /** Mostly the last one: new entries are looked at most. */
  private int runOf(long index) {
    if (starts[runs - 1] <= index) {
      return runs - 1;
    }
    int found = Arrays.binarySearch(starts, 0, runs, index);
    return found >= 0 ? found : -found - 2;
  }
}
