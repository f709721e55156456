package dev.palisade.checker.search;

import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Numbers values from 0 in the order in which they are first seen; equal values share a number. */
final class ValueNumbers {
  private static final int ABSENT = -1;

  /** Most values are small integers, which need no object here. */
  private final SparseTable integers = new SparseTable(ABSENT);

  private final Map<Object, Integer> others = new HashMap<>();
  private int ofNull = ABSENT;
  private int count;

  int size() {
    return count;
  }

  int number(@Nullable Object value) {
    if (value instanceof Long integer && integer >= 0) {
      int known = integers.get(integer);
      if (known == ABSENT) {
        known = count++;
        integers.put(integer, known);
      }
      return known;
    }
    if (value == null) {
      if (ofNull == ABSENT) {
        ofNull = count++;
      }
      return ofNull;
    }
    Integer known = others.putIfAbsent(value, count);
    return known == null ? count++ : known;
  }
}
