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
 * @param digest what its row counts in the state hash; {@link Digest#NONE} until it is written
 */
record Version(
    byte[] key,
    byte @Nullable [] value,
    long modRevision,
    int sub,
    long createRevision,
    long version,
    long hlc,
    long lease,
    Digest digest) {
  static final byte[] NO_VALUE = {};

  /** What an element counts in the state hash. */
  record Digest(long first, long second) {
    static final Digest NONE = new Digest(0, 0);
  }

  // The first byte of a row of the history. On disk: never renumber.
  private static final byte LIVE = 0;
  private static final byte TOMBSTONE = 1;

  static final int LATEST_BYTES = 7 * Long.BYTES + Integer.BYTES;

  // Places in a row of the history.
  private static final int AT_HLC = 1;
  private static final int AT_CREATE = 9;
  private static final int AT_VERSION = 17;
  private static final int AT_LEASE = 25;
  private static final int AT_VALUE = 33;

  boolean isTombstone() {
    return version == 0;
  }

  KeyValue pair(byte[] loadedValue) {
    return new KeyValue(key, loadedValue, createRevision, modRevision, version, hlc, lease);
  }

  /** The same without its value, as the row of the latest versions has it. */
  Version head(Digest itsDigest) {
    return new Version(key, null, modRevision, sub, createRevision, version, hlc, lease, itsDigest);
  }

  /** The same with this value. */
  Version withValue(byte @Nullable [] loaded) {
    return new Version(key, loaded, modRevision, sub, createRevision, version, hlc, lease, digest);
  }

  /** The row of the latest versions: all but key and value. */
  byte[] latestRow() {
    byte[] row = new byte[LATEST_BYTES];
    putLatestRow(row, 0);
    return row;
  }

  /** Writes {@link #latestRow} into an array from a place on. */
  void putLatestRow(byte[] row, int at) {
    BigEndian.putLong(row, at, modRevision);
    BigEndian.putInt(row, at + 8, sub);
    BigEndian.putLong(row, at + 12, createRevision);
    BigEndian.putLong(row, at + 20, version);
    BigEndian.putLong(row, at + 28, hlc);
    BigEndian.putLong(row, at + 36, lease);
    BigEndian.putLong(row, at + 44, digest.first());
    BigEndian.putLong(row, at + 52, digest.second());
  }

  /**
   * @throws StateDamagedException if it is no such row
   */
  static Version ofLatestRow(byte[] key, byte[] row) {
    RowDamage.requireLength("the latest version of key " + Keys.show(key), row, LATEST_BYTES);
    return ofLatestRow(key, row, 0);
  }

  /** Of what {@link #putLatestRow} wrote. */
  static Version ofLatestRow(byte[] key, byte[] row, int at) {
    return new Version(
        key,
        null,
        BigEndian.getLong(row, at),
        BigEndian.getInt(row, at + 8),
        BigEndian.getLong(row, at + 12),
        BigEndian.getLong(row, at + 20),
        BigEndian.getLong(row, at + 28),
        BigEndian.getLong(row, at + 36),
        new Digest(BigEndian.getLong(row, at + 44), BigEndian.getLong(row, at + 52)));
  }

  /** The row of the history, which alone holds the value. */
  byte[] historyRow(byte[] loadedValue) {
    byte[] row = new byte[AT_VALUE + loadedValue.length];
    row[0] = isTombstone() ? TOMBSTONE : LIVE;
    BigEndian.putLong(row, AT_HLC, hlc);
    BigEndian.putLong(row, AT_CREATE, createRevision);
    BigEndian.putLong(row, AT_VERSION, version);
    BigEndian.putLong(row, AT_LEASE, lease);
    System.arraycopy(loadedValue, 0, row, AT_VALUE, loadedValue.length);
    return row;
  }

  /**
   * @throws StateDamagedException if it is no such row
   */
  static boolean isTombstoneRow(byte[] row) {
    if (row.length < AT_VALUE || (row[0] != LIVE && row[0] != TOMBSTONE)) {
      throw RowDamage.contradiction(
          "a version in the history is neither live nor deleted: it has %d bytes%s"
              .formatted(row.length, row.length == 0 ? "" : " and begins with " + row[0]));
    }
    boolean isTombstone = row[0] == TOMBSTONE;
    long version = BigEndian.getLong(row, AT_VERSION);
    if (isTombstone != (version == 0)) {
      throw RowDamage.contradiction(
          "a version in the history is marked as %s and has the number %d"
              .formatted(isTombstone ? "deleted" : "live", version));
    }
    return isTombstone;
  }

  /**
   * Of a row of the history, with its value.
   *
   * @throws StateDamagedException if it is no such row
   */
  static Version ofHistoryRow(byte[] historyKey, byte[] row) {
    byte[] value = valueOfHistoryRow(row);
    return new Version(
        Layout.userKeyOfHistory(historyKey),
        value,
        Layout.revisionOfHistory(historyKey),
        Layout.subOfHistory(historyKey),
        BigEndian.getLong(row, AT_CREATE),
        BigEndian.getLong(row, AT_VERSION),
        BigEndian.getLong(row, AT_HLC),
        BigEndian.getLong(row, AT_LEASE),
        Digest.NONE);
  }

  /**
   * The value of the newest version of a key.
   *
   * @throws StateDamagedException if the store lacks it
   */
  static byte[] storedValue(Store store, Version newest) {
    byte[] row = store.get(Layout.historyKey(newest.key, newest.modRevision, newest.sub));
    if (row == null) {
      throw RowDamage.missing(
          "the version of revision " + newest.modRevision + "." + newest.sub,
          "it is the newest of key " + Keys.show(newest.key));
    }
    return valueOfHistoryRow(row);
  }

  /**
   * The number of the version; 0 for a tombstone.
   *
   * @throws StateDamagedException if it is no such row
   */
  static long numberOfHistoryRow(byte[] row) {
    return isTombstoneRow(row) ? 0 : BigEndian.getLong(row, AT_VERSION);
  }

  /** Of a row that is one. */
  static long hlcOfHistoryRow(byte[] row) {
    return BigEndian.getLong(row, AT_HLC);
  }

  /**
   * @throws StateDamagedException if it is no such row
   */
  static byte[] valueOfHistoryRow(byte[] row) {
    return isTombstoneRow(row) ? NO_VALUE : Arrays.copyOfRange(row, AT_VALUE, row.length);
  }
}
