package dev.palisade.kv.state;

import java.util.Arrays;

/**
 * Where the parts of the state lie in the store's one key space: the first byte of a row's key
 * names its table. docs/formats-state.md describes every row byte by byte. Numbers are big-endian,
 * so that their order is that of the bytes.
 */
final class Layout {
  // On disk: never renumber.
  static final byte META = 1;
  static final byte LATEST = 2;
  static final byte HISTORY = 3;
  static final byte FENCES = 5;
  static final byte PROTECTIONS = 6;
  static final byte SESSIONS = 7;
  static final byte EPOCHS = 9;
  static final byte CHANGES = 10;

  /** In no key, but in the state hash: the timestamp of a revision that changed no key. */
  static final byte TIMELINE = 8;

  /** The version of all this; a store of another version is not opened. */
  static final int FORMAT_VERSION = 4;

  static final byte[] FORMAT_KEY = {META, 0};
  static final byte[] POSITION_KEY = {META, 1};

  /** The payload of the last entry that changed the membership, as it is in the log. */
  static final byte[] MEMBERSHIP_KEY = {META, 3};

  /** Present while a state was restored and has applied nothing since. */
  static final byte[] RESTORED_KEY = {META, 4};

  /** Reserved: the cluster that the state belongs to. */
  static final byte[] CLUSTER_KEY = {META, 2};

  /** Bytes of revision and sub-number at the end of a row's key. */
  static final int STAMP_BYTES = Long.BYTES + Integer.BYTES;

  // An escaped key ends in END END; a zero byte within it becomes END ESCAPED. So the order of keys
  // is kept, and no key is a prefix of another.
  private static final byte END = 0;
  private static final byte ESCAPED = (byte) 0xFF;

  private Layout() {}

  /** The row of {@link #FORMAT_KEY}. */
  static byte[] formatRow() {
    byte[] row = new byte[Integer.BYTES];
    BigEndian.putInt(row, 0, FORMAT_VERSION);
    return row;
  }

  /**
   * Looks at the row of {@link #FORMAT_KEY}.
   *
   * @throws IllegalStateException if it is of another format
   */
  static void requireFormat(byte[] row) {
    if (!Arrays.equals(row, formatRow())) {
      String found =
          row.length == Integer.BYTES
              ? Integer.toUnsignedString(BigEndian.getInt(row, 0))
              : Arrays.toString(row);
      throw new IllegalStateException(
          "the store holds a state of format %s, and this program reads format %d; run the version"
                  .formatted(found, FORMAT_VERSION)
              + " of palisade that wrote it, or replace this node by an empty one");
    }
  }

  /** The first key behind a table. */
  static byte[] endOf(byte table) {
    return new byte[] {(byte) (table + 1)};
  }

  /** Table and a rest that is the whole of it: latest, fences, protections. */
  static byte[] key(byte table, byte[] rest) {
    byte[] key = new byte[1 + rest.length];
    key[0] = table;
    System.arraycopy(rest, 0, key, 1, rest.length);
    return key;
  }

  /** What {@link #key(byte, byte[])} put behind the table. */
  static byte[] rest(byte[] key) {
    return Arrays.copyOfRange(key, 1, key.length);
  }

  /** Table and one number: changes and epochs by revision, sessions by id. */
  static byte[] key(byte table, long number) {
    byte[] key = new byte[1 + Long.BYTES];
    key[0] = table;
    BigEndian.putLong(key, 1, number);
    return key;
  }

  /** The answers of a session that were written in the batch that ended at this log index. */
  static byte[] answersKey(long session, long atIndex) {
    byte[] key = new byte[1 + 2 * Long.BYTES];
    key[0] = SESSIONS;
    BigEndian.putLong(key, 1, session);
    BigEndian.putLong(key, 1 + Long.BYTES, atIndex);
    return key;
  }

  static byte[] historyKey(byte[] userKey, long revision, int sub) {
    byte[] row = escaped(userKey, 2 + STAMP_BYTES);
    int stamp = row.length - STAMP_BYTES;
    BigEndian.putLong(row, stamp, revision);
    BigEndian.putInt(row, stamp + Long.BYTES, sub);
    return row;
  }

  /** Where the history of this key and all greater ones begins. */
  static byte[] historyFrom(byte[] userKey) {
    return escaped(userKey, 0);
  }

  static long revisionOfHistory(byte[] row) {
    return BigEndian.getLong(row, row.length - STAMP_BYTES);
  }

  static int subOfHistory(byte[] row) {
    return BigEndian.getInt(row, row.length - Integer.BYTES);
  }

  /** The user key that {@link #historyKey} escaped. */
  static byte[] userKeyOfHistory(byte[] row) {
    int end = row.length - STAMP_BYTES - 2;
    byte[] key = new byte[end - 1];
    int length = 0;
    for (int at = 1; at < end; at++) {
      key[length++] = row[at];
      at += row[at] == END ? 1 : 0; // The byte after it only escapes it.
    }
    return length == key.length ? key : Arrays.copyOf(key, length);
  }

  /** Whether two rows of the history belong to one key. */
  static boolean isSameKey(byte[] row, byte[] other) {
    return Arrays.equals(row, 0, row.length - STAMP_BYTES, other, 0, other.length - STAMP_BYTES);
  }

  private static byte[] escaped(byte[] userKey, int more) {
    int zeros = 0;
    for (byte octet : userKey) {
      zeros += octet == END ? 1 : 0;
    }
    byte[] row = new byte[1 + userKey.length + zeros + more];
    row[0] = HISTORY;
    if (zeros == 0) {
      System.arraycopy(userKey, 0, row, 1, userKey.length);
      return row;
    }
    int at = 1;
    for (byte octet : userKey) {
      row[at++] = octet;
      if (octet == END) {
        row[at++] = ESCAPED;
      }
    }
    return row;
  }
}
