package dev.palisade.client;

import java.time.Instant;

/**
 * A hybrid logical timestamp: 48 bits of milliseconds since 1970, 16 of counter. Timestamps of the
 * store rise strictly in the order of its writes; they order and audit, they decide nothing.
 *
 * @param bits both parts as on the wire; compare them unsigned
 */
public record Hlc(long bits) implements Comparable<Hlc> {
  private static final int COUNTER_BITS = 16;

  /** The last timestamp of a moment: a read as of it sees every write up to that millisecond. */
  public static Hlc endOf(Instant moment) {
    return new Hlc((moment.toEpochMilli() << COUNTER_BITS) | 0xffffL);
  }

  /** The first timestamp of a moment. */
  public static Hlc startOf(Instant moment) {
    return new Hlc(moment.toEpochMilli() << COUNTER_BITS);
  }

  /** The physical part. */
  public Instant instant() {
    return Instant.ofEpochMilli(bits >>> COUNTER_BITS);
  }

  /** The logical part, 0 to 65,535. */
  public int counter() {
    return (int) (bits & 0xffff);
  }

  @Override
  public int compareTo(Hlc other) {
    return Long.compareUnsigned(bits, other.bits);
  }

  /** As {@code 2026-01-31T12:00:00.123Z+7}. */
  @Override
  public String toString() {
    return instant() + "+" + counter();
  }
}
