package dev.palisade.raft.log;

import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/**
 * The records of the newest entries, by index, without gaps: appended at the end, dropped from both
 * ends. Takes room for those in memory, however long the log is. Not thread-safe.
 */
final class RecordRing {
  private @Nullable ByteBuffer[] records = new @Nullable ByteBuffer[64];
  private long from;
  private long toExclusive;

  RecordRing(long nextIndex) {
    reset(nextIndex);
  }

  /** Forgets all; the next one appended is that of this index. */
  void reset(long nextIndex) {
    while (from < toExclusive) {
      dropFirst();
    }
    from = nextIndex;
    toExclusive = nextIndex;
  }

  /** The index of the oldest one; of the next one appended when there is none. */
  long from() {
    return from;
  }

  void append(ByteBuffer record) {
    if (toExclusive - from == records.length) {
      grow();
    }
    records[slot(toExclusive)] = record;
    toExclusive++;
  }

  /** Null when it is not in memory. */
  @Nullable ByteBuffer get(long index) {
    return index < from || index >= toExclusive ? null : records[slot(index)];
  }

  void dropFirst() {
    records[slot(from)] = null;
    from++;
  }

  void dropLast() {
    toExclusive--;
    records[slot(toExclusive)] = null;
  }

  boolean isEmpty() {
    return from == toExclusive;
  }

  private void grow() {
    @Nullable ByteBuffer[] old = records;
    records = new @Nullable ByteBuffer[2 * old.length];
    for (long index = from; index < toExclusive; index++) {
      records[slot(index)] = old[(int) (index & (old.length - 1))];
    }
  }

  /** Its length is a power of two. */
  private int slot(long index) {
    return (int) (index & (records.length - 1));
  }
}
