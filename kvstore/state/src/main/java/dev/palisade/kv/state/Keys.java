package dev.palisade.kv.state;

import dev.palisade.kv.state.Command.KeyRange;
import java.util.Arrays;

/** The order of keys, as unsigned bytes, and what follows from it. */
final class Keys {
  private static final int SHOWN_BYTES = 64;

  private Keys() {}

  static boolean isPrefix(byte[] prefix, byte[] key) {
    return prefix.length <= key.length
        && Arrays.equals(prefix, 0, prefix.length, key, 0, prefix.length);
  }

  static boolean contains(KeyRange range, byte[] key) {
    byte[] toExclusive = range.toExclusive();
    return Arrays.compareUnsigned(range.from(), key) <= 0
        && (toExclusive == null || Arrays.compareUnsigned(key, toExclusive) < 0);
  }

  static boolean isEmpty(KeyRange range) {
    byte[] toExclusive = range.toExclusive();
    return toExclusive != null && Arrays.compareUnsigned(range.from(), toExclusive) >= 0;
  }

  /** Whether the range holds one key at most, its beginning. */
  static boolean isSingleKey(KeyRange range) {
    byte[] from = range.from();
    byte[] toExclusive = range.toExclusive();
    return toExclusive != null
        && toExclusive.length == from.length + 1
        && toExclusive[from.length] == 0
        && isPrefix(from, toExclusive);
  }

  /** For messages: printable ASCII as it is, the rest as \xNN, shortened. */
  static String show(byte[] key) {
    StringBuilder text = new StringBuilder("'");
    for (int i = 0; i < Math.min(key.length, SHOWN_BYTES); i++) {
      int octet = Byte.toUnsignedInt(key[i]);
      if (octet >= ' ' && octet < 0x7F && octet != '\\') {
        text.append((char) octet);
      } else {
        text.append("\\x")
            .append(Character.forDigit(octet >> 4, 16))
            .append(Character.forDigit(octet & 15, 16));
      }
    }
    return text.append(key.length > SHOWN_BYTES ? "…'" : "'").toString();
  }
}
