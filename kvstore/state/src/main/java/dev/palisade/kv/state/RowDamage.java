package dev.palisade.kv.state;

import java.util.HexFormat;

/**
 * What is said when the rows of a state contradict each other, or are not what this program writes:
 * the same signal as for a row that cannot be read, since the cure is the same. Stateless,
 * thread-safe.
 */
final class RowDamage {
  private RowDamage() {}

  /** A row must be there and is not; {@code because} says what names it. */
  static StateDamagedException missing(String row, String because) {
    return new StateDamagedException("the state lacks a row: " + row + "; " + because, null);
  }

  /** Rows contradict each other. */
  static StateDamagedException contradiction(String what) {
    return new StateDamagedException("the rows of the state contradict each other: " + what, null);
  }

  /** The row of this key is not what this program writes. */
  static StateDamagedException malformed(String what, byte[] key, Throwable cause) {
    return new StateDamagedException(
        "the row %s of the state is malformed: %s: %s"
            .formatted(shown(key), what, cause.getMessage()),
        cause);
  }

  /**
   * @throws StateDamagedException if the row is not of just this length
   */
  static void requireLength(String what, byte[] row, int bytes) {
    if (row.length != bytes) {
      throw new StateDamagedException(
          "a row of the state is malformed: %s takes %d bytes, not %d"
              .formatted(what, bytes, row.length),
          null);
    }
  }

  private static String shown(byte[] key) {
    int most = Math.min(key.length, 40);
    return HexFormat.of().formatHex(key, 0, most) + (most < key.length ? "…" : "");
  }
}
