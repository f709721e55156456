package dev.palisade.client.transport;

/**
 * The sequences of one session: which comes next, and below which all were answered.
 *
 * <p>I1: {@code acknowledgedBelow ≤ nextSequence ≤ acknowledgedBelow + SIZE}. I2: every sequence
 * below {@code acknowledgedBelow} was settled, and {@code acknowledgedBelow} itself was not.
 */
final class AckWindow {
  /** The store remembers this many unacknowledged answers of a session. */
  static final int SIZE = 4_096;

  /** Bit {@code sequence mod SIZE}: settled, though an earlier one is not. */
  private final long[] settled = new long[SIZE / Long.SIZE];

  private long next = 1;
  private long acknowledgedBelow = 1;

  /** Whether another sequence may be handed out. */
  boolean hasRoom() {
    return next - acknowledgedBelow < SIZE;
  }

  /** The next sequence; only when there is room. */
  long take() {
    if (!hasRoom()) {
      throw new IllegalStateException(SIZE + " sequences from " + acknowledgedBelow + " are open");
    }
    return next++;
  }

  /** Nothing more will be asked about this sequence. */
  void settle(long sequence) {
    if (sequence < acknowledgedBelow || sequence >= next) {
      throw new IllegalArgumentException(
          "sequence " + sequence + " is outside [" + acknowledgedBelow + ", " + next + ")");
    }
    set(sequence, true);
    // Keeps I2.
    while (acknowledgedBelow < next && isSet(acknowledgedBelow)) {
      set(acknowledgedBelow, false);
      acknowledgedBelow++;
    }
  }

  /** Every sequence below this one is settled. */
  long acknowledgedBelow() {
    return acknowledgedBelow;
  }

  private boolean isSet(long sequence) {
    int bit = (int) (sequence % SIZE);
    return (settled[bit >>> 6] & (1L << bit)) != 0;
  }

  private void set(long sequence, boolean on) {
    int bit = (int) (sequence % SIZE);
    if (on) {
      settled[bit >>> 6] |= 1L << bit;
    } else {
      settled[bit >>> 6] &= ~(1L << bit);
    }
  }
}
