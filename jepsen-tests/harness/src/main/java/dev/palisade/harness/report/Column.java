package dev.palisade.harness.report;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.Base64;

/**
 * A growing row of numbers that the page reads as a typed array: little-endian, in Base64. Half a
 * million operations take a few megabytes so, in the page as in memory.
 */
final class Column {
  /** How wide a number is. */
  enum Width {
    /** 0 to 255. */
    U8(1, 0xffL),
    /** 0 to 65,535. */
    U16(2, 0xffffL),
    /** 0 to 4,294,967,295. */
    U32(4, 0xffff_ffffL);

    private final int bytes;
    private final long most;

    Width(int bytes, long most) {
      this.bytes = bytes;
      this.most = most;
    }

    /** The largest number; larger ones are written as this one. */
    long most() {
      return most;
    }
  }

  private final Width width;
  private byte[] bytes = new byte[1 << 12];
  private int size;

  Column(Width width) {
    this.width = width;
  }

  int size() {
    return size;
  }

  void add(long number) {
    size++;
    if (size * width.bytes > bytes.length) {
      bytes = Arrays.copyOf(bytes, bytes.length * 2);
    }
    set(size - 1, number);
  }

  /** Writes over the number at a place; below zero is zero, too large the largest. */
  void set(int at, long number) {
    long bounded = Math.min(width.most, Math.max(0, number));
    ByteBuffer view = view();
    switch (width) {
      case U8 -> view.put(at, (byte) bounded);
      case U16 -> view.putShort(2 * at, (short) bounded);
      case U32 -> view.putInt(4 * at, (int) bounded);
    }
  }

  long get(int at) {
    ByteBuffer view = view();
    return switch (width) {
      case U8 -> Byte.toUnsignedLong(view.get(at));
      case U16 -> Short.toUnsignedLong(view.getShort(2 * at));
      case U32 -> Integer.toUnsignedLong(view.getInt(4 * at));
    };
  }

  String base64() {
    return Base64.getEncoder().encodeToString(Arrays.copyOf(bytes, size * width.bytes));
  }

  private ByteBuffer view() {
    return ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
  }
}
