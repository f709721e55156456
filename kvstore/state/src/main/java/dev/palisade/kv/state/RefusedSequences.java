package dev.palisade.kv.state;

import java.util.Arrays;
import java.util.BitSet;
import org.jspecify.annotations.Nullable;

/**
 * The sequences of a session's window that were refused for want of room, one bit each: a refusal
 * must be remembered as any answer, or a late repeat would run what was certainly not applied, and
 * it must not need the very room that is missing. Not thread-safe.
 */
final class RefusedSequences {
  /** What the sequences of a window take in a row. */
  static final int ROW_BYTES = Limits.UNACKNOWLEDGED / Byte.SIZE;

  // By sequence modulo the window. Null while there is none, which is the rule.
  private @Nullable BitSet bits;

  void add(long sequence) {
    BitSet current = bits;
    if (current == null) {
      current = new BitSet(Limits.UNACKNOWLEDGED);
      bits = current;
    }
    current.set(slot(sequence));
  }

  boolean contains(long sequence) {
    BitSet current = bits;
    return current != null && current.get(slot(sequence));
  }

  boolean isEmpty() {
    return bits == null;
  }

  /** The window moves: its first sequence was {@code from}, and is {@code toExclusive} now. */
  void forget(long from, long toExclusive) {
    BitSet current = bits;
    if (current == null) {
      return;
    }
    long most = Math.min(toExclusive - from, Limits.UNACKNOWLEDGED);
    for (long sequence = from; sequence < from + most; sequence++) {
      current.clear(slot(sequence));
    }
    bits = current.isEmpty() ? null : current;
  }

  /** Writes {@link #ROW_BYTES} bytes. */
  void write(byte[] row, int offset) {
    BitSet current = bits;
    if (current != null) {
      byte[] bytes = current.toByteArray();
      System.arraycopy(bytes, 0, row, offset, bytes.length);
    }
  }

  /** Reads what {@link #write} wrote. */
  void read(byte[] row, int offset) {
    byte[] bytes = Arrays.copyOfRange(row, offset, offset + ROW_BYTES);
    BitSet read = new BitSet(Limits.UNACKNOWLEDGED);
    read.or(BitSet.valueOf(bytes));
    bits = read.isEmpty() ? null : read;
  }

  private static int slot(long sequence) {
    return (int) (sequence & (Limits.UNACKNOWLEDGED - 1));
  }
}
