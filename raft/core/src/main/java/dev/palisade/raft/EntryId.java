package dev.palisade.raft;

/**
 * The identity of a log entry: its index and the term of the leader that created it. Two logs that
 * hold the same id hold the same entry there and the same entries before it (log matching, Ongaro
 * 2014, §3.5). Prints as {@code index@term}.
 *
 * @param index 1 for the first entry; 0 stands before it
 * @param term 1 for the first elected leader; 0 only in {@link #ZERO}
 */
public record EntryId(long index, long term) {
  /** What stands before the first entry. */
  public static final EntryId ZERO = new EntryId(0, 0);

  public EntryId {
    if (index < 0 || term < 0) {
      throw new IllegalArgumentException("negative entry id " + index + "@" + term);
    }
  }

  /**
   * Whether a log that ends here is at least as up-to-date as one that ends at {@code other}: the
   * later term wins, then the longer log (Ongaro 2014, §3.6.1).
   */
  public boolean isAtLeastAsUpToDateAs(EntryId other) {
    return term != other.term ? term > other.term : index >= other.index;
  }

  @Override
  public String toString() {
    return index + "@" + term;
  }
}
