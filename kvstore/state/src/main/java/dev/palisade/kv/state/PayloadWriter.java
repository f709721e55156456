package dev.palisade.kv.state;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * Writes numbers, bytes and text into a growing array. Variable-length numbers are little-endian
 * groups of seven bits (LEB128, unsigned); fixed ones are big-endian. Not thread-safe.
 */
final class PayloadWriter {
  private byte[] bytes;
  private int length;

  PayloadWriter(int expectedBytes) {
    bytes = new byte[expectedBytes];
  }

  void number8(int number) {
    reserve(1);
    bytes[length++] = (byte) number;
  }

  void bool(boolean flag) {
    number8(flag ? 1 : 0);
  }

  /** One to ten bytes; a negative number takes ten. */
  void varint(long number) {
    reserve(10);
    long rest = number;
    while ((rest & ~0x7FL) != 0) {
      bytes[length++] = (byte) (rest | 0x80);
      rest >>>= 7;
    }
    bytes[length++] = (byte) rest;
  }

  void number64(long number) {
    reserve(Long.BYTES);
    BigEndian.putLong(bytes, length, number);
    length += Long.BYTES;
  }

  void bytes(byte[] source) {
    varint(source.length);
    reserve(source.length);
    System.arraycopy(source, 0, bytes, length, source.length);
    length += source.length;
  }

  void text(String text) {
    bytes(text.getBytes(StandardCharsets.UTF_8));
  }

  int length() {
    return length;
  }

  /** What was written, in an array of just that size. */
  byte[] toBytes() {
    return length == bytes.length ? bytes : Arrays.copyOf(bytes, length);
  }

  private void reserve(int more) {
    if (bytes.length - length < more) {
      bytes = Arrays.copyOf(bytes, Math.max(length + more, 2 * bytes.length));
    }
  }
}
