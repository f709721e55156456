package dev.palisade.kv.state;

/**
 * How far the state is: the one row that is written with every batch. Not thread-safe.
 *
 * <p>P1: {@code compactedRevision} is at most {@code revision}. P2: the timestamp of a revision
 * rises strictly with it. P3: {@code sweptRevision} is at most {@code compactedRevision}.
 */
final class Position {
  private static final int ROW_BYTES = 9 * Long.BYTES;

  /** Of the last entry in the state. */
  long appliedIndex;

  /** Of the last entry in the state. */
  long appliedTerm;

  /** 1 for an empty store. */
  long revision = 1;

  /** Reads below are refused; 0 while nothing was compacted. */
  long compactedRevision;

  /** The timestamp of {@code compactedRevision}, whose own row may be gone. */
  long compactedHlc;

  /** The highest timestamp of any entry in the state, compared unsigned. */
  long lastHlc;

  /** Up to this revision all versions that nobody can see are dropped. */
  long sweptRevision;

  /** Whether a compaction is decided whose versions are not all dropped yet. */
  boolean isSweeping() {
    return sweptRevision < compactedRevision;
  }

  byte[] row(StateHash hash) {
    byte[] row = new byte[ROW_BYTES];
    BigEndian.putLong(row, 0, appliedIndex);
    BigEndian.putLong(row, 8, revision);
    BigEndian.putLong(row, 16, compactedRevision);
    BigEndian.putLong(row, 24, compactedHlc);
    BigEndian.putLong(row, 32, lastHlc);
    BigEndian.putLong(row, 40, hash.sum1());
    BigEndian.putLong(row, 48, hash.sum2());
    BigEndian.putLong(row, 56, sweptRevision);
    BigEndian.putLong(row, 64, appliedTerm);
    return row;
  }

  /**
   * @throws StateDamagedException if it is no such row
   */
  void readRow(byte[] row) {
    RowDamage.requireLength("the position", row, ROW_BYTES);
    appliedIndex = BigEndian.getLong(row, 0);
    revision = BigEndian.getLong(row, 8);
    compactedRevision = BigEndian.getLong(row, 16);
    compactedHlc = BigEndian.getLong(row, 24);
    lastHlc = BigEndian.getLong(row, 32);
    sweptRevision = BigEndian.getLong(row, 56);
    appliedTerm = BigEndian.getLong(row, 64);
  }

  /**
   * The hash that {@link #row} stored.
   *
   * @throws StateDamagedException if it is no such row
   */
  static StateHash hashOfRow(byte[] row) {
    RowDamage.requireLength("the position", row, ROW_BYTES);
    return new StateHash(BigEndian.getLong(row, 40), BigEndian.getLong(row, 48));
  }

  /** The hash of the whole state: the sum over its elements and what only this row holds. */
  byte[] seal(StateHash sum) {
    byte[] numbers = new byte[3 * Long.BYTES];
    BigEndian.putLong(numbers, 0, revision);
    BigEndian.putLong(numbers, 8, compactedRevision);
    BigEndian.putLong(numbers, 16, lastHlc);
    StateHash sealed = sum.copy();
    sealed.add(Layout.META, Layout.POSITION_KEY, numbers);
    return sealed.toBytes();
  }
}
