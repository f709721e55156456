package dev.palisade.client;

import com.google.protobuf.ByteString;
import java.util.Optional;

/**
 * A set of neighbouring keys: one key, all keys with a prefix, or [from, toExclusive). Immutable.
 */
public final class KeyRange {
  /** On the wire: the end of the key space. */
  private static final ByteString OPEN_END = ByteString.copyFrom(new byte[] {0});

  /** No key is longer. */
  private static final int MAX_KEY_BYTES = 4_096;

  private final ByteString from;

  /** As on the wire: empty for one key, a zero byte for the end of the key space. */
  private final ByteString end;

  private KeyRange(ByteString from, ByteString end) {
    this.from = from;
    this.end = end;
  }

  /** Just this key. */
  public static KeyRange key(Bytes key) {
    return new KeyRange(key.content(), ByteString.EMPTY);
  }

  /** Just this key. */
  public static KeyRange key(String key) {
    return key(Bytes.of(key));
  }

  /** Every key that begins with the prefix; all keys for an empty one. */
  public static KeyRange prefix(Bytes prefix) {
    byte[] end = prefix.toByteArray();
    int length = end.length;
    while (length > 0 && end[length - 1] == (byte) 0xff) {
      length--;
    }
    if (length == 0) {
      return new KeyRange(prefix.content(), OPEN_END);
    }
    end[length - 1]++;
    return new KeyRange(prefix.content(), ByteString.copyFrom(end, 0, length));
  }

  /** Every key that begins with the prefix; all keys for an empty one. */
  public static KeyRange prefix(String prefix) {
    return prefix(Bytes.of(prefix));
  }

  /**
   * The keys of [from, toExclusive).
   *
   * @throws IllegalArgumentException if {@code toExclusive} is not above {@code from}
   */
  public static KeyRange between(Bytes from, Bytes toExclusive) {
    if (from.compareTo(toExclusive) >= 0 || toExclusive.content().equals(OPEN_END)) {
      throw new IllegalArgumentException(
          "range from '"
              + from
              + "' to '"
              + toExclusive
              + "' (exclusive) holds no key; swap them?");
    }
    return new KeyRange(from.content(), toExclusive.content());
  }

  /** The keys of [from, toExclusive). */
  public static KeyRange between(String from, String toExclusive) {
    return between(Bytes.of(from), Bytes.of(toExclusive));
  }

  /** This key and every one above. */
  public static KeyRange atLeast(Bytes from) {
    return new KeyRange(from.content(), OPEN_END);
  }

  /** Every key. */
  public static KeyRange all() {
    return new KeyRange(ByteString.EMPTY, OPEN_END);
  }

  /** The keys of this range above a key, which need not exist; empty if there cannot be any. */
  Optional<KeyRange> above(Bytes key) {
    ByteString least = successor(key);
    if (compare(least, from) <= 0) {
      return Optional.of(this);
    }
    if (end.isEmpty()) {
      return Optional.empty();
    }
    return end.equals(OPEN_END) || compare(least, end) < 0
        ? Optional.of(new KeyRange(least, end))
        : Optional.empty();
  }

  /** The keys of this range below a key, which need not exist; empty if there cannot be any. */
  Optional<KeyRange> below(Bytes key) {
    if (compare(key.content(), from) <= 0) {
      return Optional.empty();
    }
    boolean endsBelow = !end.equals(OPEN_END) && compare(end, key.content()) <= 0;
    return Optional.of(end.isEmpty() || endsBelow ? this : new KeyRange(from, key.content()));
  }

  /** The least key above a key: with one zero byte more, or the next one of the greatest length. */
  private static ByteString successor(Bytes key) {
    return key.size() < MAX_KEY_BYTES
        ? key.content().concat(ByteString.copyFrom(new byte[] {0}))
        : prefix(key).end();
  }

  private static int compare(ByteString left, ByteString right) {
    return ByteString.unsignedLexicographicalComparator().compare(left, right);
  }

  ByteString from() {
    return from;
  }

  ByteString end() {
    return end;
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof KeyRange
        && from.equals(((KeyRange) other).from)
        && end.equals(((KeyRange) other).end);
  }

  @Override
  public int hashCode() {
    return 31 * from.hashCode() + end.hashCode();
  }

  @Override
  public String toString() {
    if (end.isEmpty()) {
      return "'" + Bytes.of(from) + "'";
    }
    return "['"
        + Bytes.of(from)
        + "', "
        + (end.equals(OPEN_END) ? "∞" : "'" + Bytes.of(end) + "'")
        + ")";
  }
}
