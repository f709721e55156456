package dev.palisade.kv.state;

import dev.palisade.kv.state.Command.RangeQuery;
import dev.palisade.kv.state.Command.RangeQuery.Shape;
import dev.palisade.kv.state.Outcome.KeyValue;
import dev.palisade.kv.state.Outcome.RangeResult;
import java.util.ArrayList;
import java.util.List;

/** How much one answer may still hold. Not thread-safe. */
final class AnswerBudget {
  private final long limitBytes;
  private long leftBytes;

  /** Of {@link Limits#ANSWER_BYTES}. */
  AnswerBudget() {
    this(Limits.ANSWER_BYTES);
  }

  AnswerBudget(long limitBytes) {
    this.limitBytes = limitBytes;
    leftBytes = limitBytes;
  }

  long limitBytes() {
    return limitBytes;
  }

  /** What the answer holds so far. */
  long takenBytes() {
    return limitBytes - leftBytes;
  }

  /** Takes room for a pair; false, and takes none, when there is not enough. */
  boolean take(KeyValue pair) {
    long bytes = (long) pair.key().length + pair.value().length + Limits.PAIR_OVERHEAD_BYTES;
    if (bytes > leftBytes) {
      return false;
    }
    leftBytes -= bytes;
    return true;
  }

  /** Reads a range, whose end is cut, with {@code more}, at its limit or where the room ends. */
  RangeResult read(VersionScan scan, RangeQuery query) {
    if (query.shape() == Shape.COUNT) {
      return new RangeResult(List.of(), count(scan), false);
    }
    List<KeyValue> pairs = new ArrayList<>();
    for (Version version = scan.next(); version != null; version = scan.next()) {
      if (pairs.size() == query.limit()) {
        return new RangeResult(pairs, -1, true);
      }
      byte[] value = query.shape() == Shape.KEYS ? Version.NO_VALUE : scan.valueOf(version);
      KeyValue pair = version.pair(value);
      if (!take(pair)) {
        return new RangeResult(pairs, -1, true);
      }
      pairs.add(pair);
    }
    return new RangeResult(pairs, -1, false);
  }

  /** The answer for a range that can hold no key. */
  static RangeResult nothing(Shape shape) {
    return new RangeResult(List.of(), shape == Shape.COUNT ? 0 : -1, false);
  }

  private static long count(VersionScan scan) {
    long count = 0;
    while (scan.next() != null) {
      count++;
    }
    return count;
  }
}
