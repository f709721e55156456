package dev.palisade.kv.state;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/**
 * A 128-bit sum over the elements of the state. Each element counts as the MurmurHash3 (x64, 128
 * bits, Appleby 2011) of its table, key and value; addition makes the sum independent of the order
 * of changes, and lets an element be taken out again. It finds replicas that diverged by accident,
 * not forgeries. Not thread-safe.
 */
final class StateHash {
  private static final VarHandle LONGS =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
  private static final long C1 = 0x87C37B91114253D5L;
  private static final long C2 = 0x4CF5AD432745937FL;

  private long sum1;
  private long sum2;
  // The hash of the element at hand.
  private long h1;
  private long h2;

  StateHash(long sum1, long sum2) {
    this.sum1 = sum1;
    this.sum2 = sum2;
  }

  void add(byte table, byte[] key, byte[] value) {
    digest(table, key, value);
    sum1 += h1;
    sum2 += h2;
  }

  void subtract(byte table, byte[] key, byte[] value) {
    digest(table, key, value);
    sum1 -= h1;
    sum2 -= h2;
  }

  /** The first half of the element that was added or subtracted last. */
  long lastElement1() {
    return h1;
  }

  /** The second half of the element that was added or subtracted last. */
  long lastElement2() {
    return h2;
  }

  /** Adds an element by its two halves. */
  void addElement(long element1, long element2) {
    sum1 += element1;
    sum2 += element2;
  }

  /** Takes an element out by its two halves. */
  void subtractElement(long element1, long element2) {
    sum1 -= element1;
    sum2 -= element2;
  }

  long sum1() {
    return sum1;
  }

  long sum2() {
    return sum2;
  }

  StateHash copy() {
    return new StateHash(sum1, sum2);
  }

  byte[] toBytes() {
    byte[] bytes = new byte[2 * Long.BYTES];
    BigEndian.putLong(bytes, 0, sum1);
    BigEndian.putLong(bytes, Long.BYTES, sum2);
    return bytes;
  }

  private void digest(byte table, byte[] key, byte[] value) {
    h1 = table;
    h2 = table;
    absorb(key);
    absorb(value);
  }

  /** MurmurHash3 of the data, with the two lanes as they are for a seed. */
  private void absorb(byte[] data) {
    int blocks = data.length >>> 4;
    long a = h1;
    long b = h2;
    for (int i = 0; i < blocks; i++) {
      long k1 = (long) LONGS.get(data, i << 4);
      long k2 = (long) LONGS.get(data, (i << 4) + 8);
      a ^= mix1(k1);
      a = (Long.rotateLeft(a, 27) + b) * 5 + 0x52DCE729;
      b ^= mix2(k2);
      b = (Long.rotateLeft(b, 31) + a) * 5 + 0x38495AB5;
    }
    int tail = blocks << 4;
    b ^= mix2(partial(data, Math.min(tail + 8, data.length), data.length));
    a ^= mix1(partial(data, tail, Math.min(tail + 8, data.length)));
    a ^= data.length;
    b ^= data.length;
    a += b;
    b += a;
    a = finish(a);
    b = finish(b);
    h1 = a + b;
    h2 = a + b + b;
  }

  private static long mix1(long k1) {
    return Long.rotateLeft(k1 * C1, 31) * C2;
  }

  private static long mix2(long k2) {
    return Long.rotateLeft(k2 * C2, 33) * C1;
  }

  /** The bytes [from, toExclusive), at most eight, as a little-endian number. */
  private static long partial(byte[] data, int from, int toExclusive) {
    if (toExclusive - from == Long.BYTES) {
      return (long) LONGS.get(data, from);
    }
    long number = 0;
    for (int i = toExclusive - 1; i >= from; i--) {
      number = (number << 8) | Byte.toUnsignedLong(data[i]);
    }
    return number;
  }

  private static long finish(long hash) {
    long mixed = (hash ^ (hash >>> 33)) * 0xFF51AFD7ED558CCDL;
    mixed = (mixed ^ (mixed >>> 33)) * 0xC4CEB9FE1A85EC53L;
    return mixed ^ (mixed >>> 33);
  }
}
