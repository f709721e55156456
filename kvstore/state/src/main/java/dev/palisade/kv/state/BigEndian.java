package dev.palisade.kv.state;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/** Big-endian numbers in byte arrays: their order as unsigned bytes is that of the numbers. */
final class BigEndian {
  private static final VarHandle LONGS =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.BIG_ENDIAN);
  private static final VarHandle INTS =
      MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.BIG_ENDIAN);
  private static final VarHandle SHORTS =
      MethodHandles.byteArrayViewVarHandle(short[].class, ByteOrder.BIG_ENDIAN);

  private BigEndian() {}

  static long getLong(byte[] bytes, int offset) {
    return (long) LONGS.get(bytes, offset);
  }

  static void putLong(byte[] bytes, int offset, long number) {
    LONGS.set(bytes, offset, number);
  }

  static int getInt(byte[] bytes, int offset) {
    return (int) INTS.get(bytes, offset);
  }

  static void putInt(byte[] bytes, int offset, int number) {
    INTS.set(bytes, offset, number);
  }

  static int getUnsignedShort(byte[] bytes, int offset) {
    return Short.toUnsignedInt((short) SHORTS.get(bytes, offset));
  }

  static void putShort(byte[] bytes, int offset, int number) {
    SHORTS.set(bytes, offset, (short) number);
  }
}
