package dev.palisade.cli.bench;

import java.nio.charset.StandardCharsets;
import java.util.random.RandomGenerator;

/** Keys and values of a load: {@code bench/00000042} and bytes that do not compress. */
public final class BenchKeys {
  private static final byte[] PREFIX = "bench/".getBytes(StandardCharsets.US_ASCII);
  private static final int DIGITS = 8;
  private static final int VALUES = 64;

  private final byte[][] values;

  /**
   * @param valueBytes size of each value, at least 0
   * @param random what the values are made of
   */
  public BenchKeys(int valueBytes, RandomGenerator random) {
    values = new byte[VALUES][valueBytes];
    for (byte[] value : values) {
      random.nextBytes(value);
    }
  }

  /** The key of a number below 100,000,000. */
  public static byte[] key(int number) {
    byte[] key = new byte[PREFIX.length + DIGITS];
    System.arraycopy(PREFIX, 0, key, 0, PREFIX.length);
    int rest = number;
    for (int at = key.length - 1; at >= PREFIX.length; at--) {
      key[at] = (byte) ('0' + rest % 10);
      rest /= 10;
    }
    return key;
  }

  /** One of the values; the same number, the same value. Not to be changed. */
  public byte[] value(int number) {
    return values[number & (VALUES - 1)];
  }
}
