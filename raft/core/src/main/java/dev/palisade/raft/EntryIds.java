package dev.palisade.raft;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * The ids and stored sizes of contiguous entries, and the configurations among them: what the
 * algorithm needs to know of them, without their bytes. Immutable. Prints as {@code [2@1 3@1]}.
 */
public final class EntryIds {
  private final long firstIndex;
  private final long[] terms;
  private final int[] storedBytes;
  private final List<MembershipEntry> memberships;

  private EntryIds(long firstIndex, long[] terms, int[] storedBytes) {
    this(firstIndex, terms, storedBytes, List.of());
  }

  private EntryIds(
      long firstIndex, long[] terms, int[] storedBytes, List<MembershipEntry> memberships) {
    this.firstIndex = firstIndex;
    this.terms = terms;
    this.storedBytes = storedBytes;
    this.memberships = memberships;
  }

  /** No entries, at the place where {@code firstIndex} would be. */
  public static EntryIds none(long firstIndex) {
    return new EntryIds(firstIndex, new long[0], new int[0]);
  }

  /** Entries of one term; {@code storedBytes} gives each one's size in the log and is not kept. */
  public static EntryIds ofTerm(long firstIndex, long term, int[] storedBytes) {
    long[] terms = new long[storedBytes.length];
    Arrays.fill(terms, term);
    return new EntryIds(firstIndex, terms, storedBytes.clone());
  }

  /** Entries from {@code firstIndex} on with these terms and sizes in the log; neither is kept. */
  public static EntryIds of(long firstIndex, long[] terms, int[] storedBytes) {
    if (terms.length != storedBytes.length) {
      throw new IllegalArgumentException(
          terms.length + " terms for " + storedBytes.length + " sizes");
    }
    return new EntryIds(firstIndex, terms.clone(), storedBytes.clone());
  }

  /**
   * The same entries, of which those at the indexes given are configurations.
   *
   * @param memberships ascending, each within these entries
   */
  public EntryIds withMemberships(List<MembershipEntry> memberships) {
    for (MembershipEntry each : memberships) {
      offset(each.index()); // Throws when it is not within.
    }
    return new EntryIds(firstIndex, terms, storedBytes, List.copyOf(memberships));
  }

  /** The configurations among these entries, ascending; mostly none. */
  public List<MembershipEntry> memberships() {
    return memberships;
  }

  public boolean isEmpty() {
    return terms.length == 0;
  }

  public int count() {
    return terms.length;
  }

  public long firstIndex() {
    return firstIndex;
  }

  public long toExclusive() {
    return firstIndex + terms.length;
  }

  /** Index of the last entry; {@code firstIndex - 1} when there is none. */
  public long lastIndex() {
    return firstIndex + terms.length - 1;
  }

  public long termAt(long index) {
    return terms[offset(index)];
  }

  public int storedBytesAt(long index) {
    return storedBytes[offset(index)];
  }

  public EntryId idAt(long index) {
    return new EntryId(index, termAt(index));
  }

  public long totalStoredBytes() {
    long total = 0;
    for (int bytes : storedBytes) {
      total += bytes;
    }
    return total;
  }

  /** The entries of [from, toExclusive), which must lie within these. */
  public EntryIds range(long from, long toExclusive) {
    if (from < firstIndex || toExclusive > toExclusive() || from > toExclusive) {
      throw new IllegalArgumentException(
          "[" + from + ", " + toExclusive + ") is not within " + this);
    }
    int begin = (int) (from - firstIndex);
    int end = (int) (toExclusive - firstIndex);
    return new EntryIds(
        from,
        Arrays.copyOfRange(terms, begin, end),
        Arrays.copyOfRange(storedBytes, begin, end),
        membershipsOf(from, toExclusive));
  }

  private List<MembershipEntry> membershipsOf(long from, long toExclusive) {
    if (memberships.isEmpty()) {
      return memberships;
    }
    List<MembershipEntry> within = new ArrayList<>();
    for (MembershipEntry each : memberships) {
      if (each.index() >= from && each.index() < toExclusive) {
        within.add(each);
      }
    }
    return within;
  }

  private int offset(long index) {
    if (index < firstIndex || index >= toExclusive()) {
      throw new IllegalArgumentException(index + " is not within " + this);
    }
    return (int) (index - firstIndex);
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof EntryIds ids
        && firstIndex == ids.firstIndex
        && Arrays.equals(terms, ids.terms)
        && Arrays.equals(storedBytes, ids.storedBytes)
        && memberships.equals(ids.memberships);
  }

  @Override
  public int hashCode() {
    return 31 * Long.hashCode(firstIndex) + Arrays.hashCode(terms);
  }

  @Override
  public String toString() {
    StringBuilder text = new StringBuilder("[");
    for (int i = 0; i < terms.length; i++) {
      text.append(i == 0 ? "" : " ").append(firstIndex + i).append('@').append(terms[i]);
    }
    return text.append(']').toString();
  }
}
