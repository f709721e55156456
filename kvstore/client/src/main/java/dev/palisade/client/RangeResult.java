package dev.palisade.client;

import java.util.List;

/**
 * A range was read.
 *
 * @param kvs in the order that was asked for
 * @param count keys in the whole range for a count, otherwise -1
 * @param more there are more keys in the range than were returned
 * @param revision that was read
 * @param stale the answer came from what one replica had applied
 */
public record RangeResult(
    List<KeyValue> kvs, long count, boolean more, long revision, boolean stale)
    implements OperationResult {
  public RangeResult {
    kvs = List.copyOf(kvs);
  }

  /** The same for a range that holds no key. */
  RangeResult ofNothing() {
    return new RangeResult(List.of(), Math.min(count, 0), false, revision, stale);
  }
}
