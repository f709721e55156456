package dev.palisade.raft.log;

import java.util.Comparator;

/** A place in the log: everything before {@code offset} of segment {@code segment}. */
record Position(long segment, long offset) implements Comparable<Position> {
  private static final Comparator<Position> ORDER =
      Comparator.comparingLong(Position::segment).thenComparingLong(Position::offset);

  boolean isBeyond(Position other) {
    return compareTo(other) > 0;
  }

  @Override
  public int compareTo(Position other) {
    return ORDER.compare(this, other);
  }

  @Override
  public String toString() {
    return Segment.name(segment) + " byte " + offset;
  }
}
