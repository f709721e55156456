package dev.palisade.client;

import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Which pairs of a range to read, and how much of each. Immutable: every method returns another
 * query.
 */
public final class RangeQuery {
  /** How much of each pair is returned. */
  enum Shape {
    PAIRS,
    KEYS,
    COUNT
  }

  private final KeyRange range;
  private final long limit;
  private final boolean descending;
  private final Shape shape;
  private final @Nullable Bytes after;

  private RangeQuery(
      KeyRange range, long limit, boolean descending, Shape shape, @Nullable Bytes after) {
    this.after = after;
    this.range = range;
    this.limit = limit;
    this.descending = descending;
    this.shape = shape;
  }

  /** All pairs of a range in key order, up to the server's bound of 10,000. */
  public static RangeQuery over(KeyRange range) {
    return new RangeQuery(range, 0, false, Shape.PAIRS, null);
  }

  /**
   * At most this many pairs, at least 1.
   *
   * @throws IllegalArgumentException if it is less than 1
   */
  public RangeQuery limit(long pairs) {
    if (pairs < 1) {
      throw new IllegalArgumentException("limit must be at least 1, was " + pairs);
    }
    return new RangeQuery(range, pairs, descending, shape, after);
  }

  /** From the last key to the first. */
  public RangeQuery descending() {
    return new RangeQuery(range, limit, true, shape, after);
  }

  /** Leave the values out. */
  public RangeQuery keysOnly() {
    return new RangeQuery(range, limit, descending, Shape.KEYS, after);
  }

  /** Only count the keys: {@link RangeResult#count()}. */
  public RangeQuery countOnly() {
    return new RangeQuery(range, limit, descending, Shape.COUNT, after);
  }

  /**
   * Only what comes after this key in the query's order: above it, or below it when {@link
   * #descending}. With the last key of an answer, the next page. The key need not exist.
   */
  public RangeQuery after(Bytes key) {
    return new RangeQuery(range, limit, descending, shape, key);
  }

  /** What is to be read of the range; empty if nothing of it comes after the key given. */
  Optional<KeyRange> rest() {
    if (after == null) {
      return Optional.of(range);
    }
    return descending ? range.below(after) : range.above(after);
  }

  KeyRange range() {
    return range;
  }

  long limitOrZero() {
    return limit;
  }

  boolean isDescending() {
    return descending;
  }

  Shape shape() {
    return shape;
  }
}
