package dev.palisade.checker.search;

import java.util.Arrays;

/** A map from non-negative longs to ints, by open addressing. */
final class SparseTable {
  private static final long EMPTY = -1;

  private final int absent;
  private long[] keys = new long[1024];
  private int[] values = new int[1024];
  private int size;

  /** Answers {@code absent} for keys that are not there. */
  SparseTable(int absent) {
    this.absent = absent;
    Arrays.fill(keys, EMPTY);
  }

  int get(long key) {
    int at = find(key);
    return keys[at] == EMPTY ? absent : values[at];
  }

  void put(long key, int value) {
    int at = find(key);
    if (keys[at] == EMPTY) {
      keys[at] = key;
      size++;
    }
    values[at] = value;
    if (size * 2 > keys.length) {
      grow();
    }
  }

  private int find(long key) {
    int mask = keys.length - 1;
    int at = Hashing.mix(key) & mask;
    while (keys[at] != EMPTY && keys[at] != key) {
      at = (at + 1) & mask;
    }
    return at;
  }

  private void grow() {
    long[] oldKeys = keys;
    int[] oldValues = values;
    keys = new long[oldKeys.length * 2];
    values = new int[oldKeys.length * 2];
    Arrays.fill(keys, EMPTY);
    for (int i = 0; i < oldKeys.length; i++) {
      if (oldKeys[i] != EMPTY) {
        int at = find(oldKeys[i]);
        keys[at] = oldKeys[i];
        values[at] = oldValues[i];
      }
    }
  }
}
