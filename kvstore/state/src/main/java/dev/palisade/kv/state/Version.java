package dev.palisade.kv.state;

import dev.palisade.kv.state.Outcome.KeyValue;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * One version of a key, or the tombstone that a delete leaves.
 *
 * @param value null while it is not loaded; empty for a tombstone
 * @param modRevision the revision that made this version
 * @param sub its number among the changes of that revision, from 0
 * @param createRevision the revision at which the key came into being; 0 for a tombstone
 * @param version 1 for the first since then; 0 for a tombstone
 */
record Version(
    byte[] key,
    byte @Nullable [] value,
    long modRevision,
    int sub,
    long createRevision,
    long version,
    long hlc,
    long lease) {
  static final byte[] NO_VALUE = {};

  // A row of the history. On disk: never renumber.
  private static final byte[] LIVE_MARK = {0};
  private static final byte[] TOMBSTONE_MARK = {1};

  private static final int LATEST_BYTES = 5 * Long.BYTES + Integer.BYTES;

  // Places in a row of the revisions.
  private static final int AT_HLC = 1;
  private static final int AT_CREATE = 9;
  private static final int AT_VERSION = 17;
  private static final int AT_LEASE = 25;
  private static final int AT_KEY_LENGTH = 33;
  private static final int AT_KEY = 35;

  boolean isTombstone() {
    return version == 0;
  }

  KeyValue pair(byte[] loadedValue) {
    return new KeyValue(key, loadedValue, createRevision, modRevision, version, hlc, lease);
  }

  /** The row of the latest versions: all but key and value. */
  byte[] latestRow() {
    byte[] row = new byte[LATEST_BYTES];
    BigEndian.putLong(row, 0, modRevision);
    BigEndian.putInt(row, 8, sub);
    BigEndian.putLong(row, 12, createRevision);
    BigEndian.putLong(row, 20, version);
    BigEndian.putLong(row, 28, hlc);
    BigEndian.putLong(row, 36, lease);
    return row;
  }

  /**
   * @throws StateDamagedException if it is no such row
   */
  static Version ofLatestRow(byte[] key, byte[] row) {
    RowDamage.requireLength("the latest version of key " + Keys.show(key), row, LATEST_BYTES);
    return new Version(
        key,
        null,
        BigEndian.getLong(row, 0),
        BigEndian.getInt(row, 8),
        BigEndian.getLong(row, 12),
        BigEndian.getLong(row, 20),
        BigEndian.getLong(row, 28),
        BigEndian.getLong(row, 36));
  }

  byte[] historyRow() {
    return isTombstone() ? TOMBSTONE_MARK : LIVE_MARK;
  }

  /**
   * @throws StateDamagedException if it is no such row
   */
  static boolean isTombstoneRow(byte[] historyRow) {
    RowDamage.requireLength("a row of the history", historyRow, LIVE_MARK.length);
    if (historyRow[0] != TOMBSTONE_MARK[0] && historyRow[0] != LIVE_MARK[0]) {
      throw RowDamage.contradiction(
          "a version in the history is neither live nor deleted, but " + historyRow[0]);
    }
    return historyRow[0] == TOMBSTONE_MARK[0];
  }

  /** The row of the revisions, which alone holds the value. */
  byte[] revisionRow(byte[] loadedValue) {
    byte[] row = new byte[AT_KEY + key.length + loadedValue.length];
    row[0] = historyRow()[0];
    BigEndian.putLong(row, AT_HLC, hlc);
    BigEndian.putLong(row, AT_CREATE, createRevision);
    BigEndian.putLong(row, AT_VERSION, version);
    BigEndian.putLong(row, AT_LEASE, lease);
    BigEndian.putShort(row, AT_KEY_LENGTH, key.length);
    System.arraycopy(key, 0, row, AT_KEY, key.length);
    System.arraycopy(loadedValue, 0, row, AT_KEY + key.length, loadedValue.length);
    return row;
  }

  /**
   * @throws StateDamagedException if it is no such row
   */
  static Version ofRevisionRow(long revision, int sub, byte[] row) {
    int keyEnd =
        row.length < AT_KEY
            ? Integer.MAX_VALUE
            : AT_KEY + BigEndian.getUnsignedShort(row, AT_KEY_LENGTH);
    if (keyEnd > row.length) {
      throw RowDamage.contradiction(
          "the row of revision " + revision + "." + sub + " has only " + row.length + " bytes");
    }
    return new Version(
        Arrays.copyOfRange(row, AT_KEY, keyEnd),
        Arrays.copyOfRange(row, keyEnd, row.length),
        revision,
        sub,
        BigEndian.getLong(row, AT_CREATE),
        BigEndian.getLong(row, AT_VERSION),
        BigEndian.getLong(row, AT_HLC),
        BigEndian.getLong(row, AT_LEASE));
  }

  /**
   * @throws StateDamagedException if it is no such row
   */
  static long hlcOfRevisionRow(byte[] row) {
    return ofRevisionRow(0, 0, row).hlc;
  }
}
