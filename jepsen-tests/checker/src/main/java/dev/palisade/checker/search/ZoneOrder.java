package dev.palisade.checker.search;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * The order of the clusters of a prefix of a history.
 *
 * <p>A chain is a sequence of clusters that compare-and-sets tie together. Its zone reaches from
 * its first completion to its last invocation. Where that is forward in time, the chain holds the
 * register for all of the zone; where it is backward, all its calls can happen at any one instant
 * between. So there is an order if and only if every chain alone has one, no two forward zones
 * overlap, and no backward zone lies within a forward one.
 */
final class ZoneOrder {
  private final Zones zones;
  private final int lastPosition;

  /** The calls that count, grouped by the value that they see or write: reads by invocation. */
  private final int[] readsFrom;

  private final int[] reads;
  private final boolean[] needed;

  /** The compare-and-set that replaces each value, or nobody. */
  private final int[] replacers;

  /** Calls in the order of their chains. */
  private final int[] chained;

  private int chainedCount;
  private final int[] chainEnds;
  private final int[] firstFinishes;
  private final int[] lastStarts;
  private int chainCount;

  /**
   * @param lastPosition the end of the prefix, inclusive; what completes later is crashed
   */
  ZoneOrder(Zones zones, int lastPosition) {
    this.zones = zones;
    this.lastPosition = lastPosition;
    int values = zones.writers.length;
    this.readsFrom = new int[values + 1];
    this.reads = new int[zones.size];
    this.needed = new boolean[values];
    this.replacers = new int[values];
    this.chained = new int[zones.size];
    this.chainEnds = new int[values];
    this.firstFinishes = new int[values];
    this.lastStarts = new int[values];
  }

  /** A linearization of the prefix, or null. */
  int @Nullable [] find() {
    Arrays.fill(replacers, Zones.NOBODY);
    return markNeeded() && tie() && chainAll() ? order() : null;
  }

  private boolean completed(int call) {
    return zones.required[call] && zones.finishes[call] <= lastPosition;
  }

  private int finish(int call) {
    return completed(call) ? zones.finishes[call] : Integer.MAX_VALUE;
  }

  /** Which values existed: written for sure, or seen by one that is sure. */
  private boolean markNeeded() {
    for (int call = 0; call < zones.size; call++) {
      if (completed(call)) {
        if (zones.kinds[call] == Zones.READ) {
          readsFrom[zones.seen[call] + 1]++;
        }
        int value = zones.kinds[call] == Zones.READ ? zones.seen[call] : zones.left[call];
        if (!need(value)) {
          return false;
        }
      }
    }
    groupReads();
    return true;
  }

  private boolean need(int value) {
    for (int v = value; v != Zones.INITIAL_VALUE && !needed[v]; v = zones.seen[zones.writers[v]]) {
      int writer = zones.writers[v];
      if (writer == Zones.NOBODY || zones.starts[writer] > lastPosition) {
        return false;
      }
      needed[v] = true;
      if (zones.kinds[writer] == Zones.WRITE) {
        return true;
      }
    }
    return true;
  }

  private void groupReads() {
    for (int value = 1; value < readsFrom.length; value++) {
      readsFrom[value] += readsFrom[value - 1];
    }
    int[] next = readsFrom.clone();
    for (int call = 0; call < zones.size; call++) {
      if (zones.kinds[call] == Zones.READ && completed(call)) {
        reads[next[zones.seen[call]]++] = call;
      }
    }
  }

  /** Finds who replaced each value; two compare-and-sets cannot both have replaced one. */
  private boolean tie() {
    for (int value = 0; value < needed.length; value++) {
      int writer = zones.writers[value];
      if (needed[value] && zones.kinds[writer] == Zones.SWAP) {
        if (replacers[zones.seen[writer]] != Zones.NOBODY) {
          return false;
        }
        replacers[zones.seen[writer]] = writer;
      }
    }
    return true;
  }

  private boolean chainAll() {
    int members = chain(Zones.INITIAL_VALUE);
    int expected = 1;
    for (int value = 1; value < needed.length; value++) {
      if (needed[value]) {
        expected++;
        if (zones.kinds[zones.writers[value]] == Zones.WRITE) {
          members += chain(value);
        }
      }
    }
    // Otherwise compare-and-sets replace each other's values in a circle, and -1 is never reached.
    return members == expected && !unordered;
  }

  private boolean unordered;

  /** Adds the chain that begins with a value; answers how many values it has. */
  private int chain(int head) {
    int members = 0;
    int now = -1;
    int firstFinish = head == Zones.INITIAL_VALUE ? -1 : Integer.MAX_VALUE;
    int value = head;
    while (true) {
      members++;
      int writer = zones.writers[value];
      int count = readsFrom[value + 1] - readsFrom[value];
      for (int i = value == Zones.INITIAL_VALUE ? 0 : -1; i < count; i++) {
        int call = i < 0 ? writer : reads[readsFrom[value] + i];
        now = Math.max(now, zones.starts[call]);
        unordered |= finish(call) < now;
        firstFinish = Math.min(firstFinish, finish(call));
        chained[chainedCount++] = call;
      }
      if (replacers[value] == Zones.NOBODY) {
        break;
      }
      value = zones.left[replacers[value]];
    }
    firstFinishes[chainCount] = firstFinish;
    lastStarts[chainCount] = now;
    chainEnds[chainCount++] = chainedCount;
    return members;
  }

  private int @Nullable [] order() {
    long[] forward = new long[chainCount];
    int forwardCount = 0;
    for (int chain = 0; chain < chainCount; chain++) {
      if (firstFinishes[chain] < lastStarts[chain]) {
        forward[forwardCount++] = key(firstFinishes[chain], chain);
      }
    }
    Arrays.sort(forward, 0, forwardCount);
    for (int i = 1; i < forwardCount; i++) {
      if (firstFinishes[(int) forward[i]] < lastStarts[(int) forward[i - 1]]) {
        return null;
      }
    }
    long[] places = new long[chainCount];
    for (int chain = 0; chain < chainCount; chain++) {
      int place = firstFinishes[chain];
      if (firstFinishes[chain] >= lastStarts[chain]) {
        int instant = lastStarts[chain];
        int before = Arrays.binarySearch(forward, 0, forwardCount, key(instant, chain));
        int around = (before >= 0 ? before : -before - 1) - 1;
        int end = around < 0 ? -1 : lastStarts[(int) forward[around]];
        if (instant < end && firstFinishes[chain] < end) {
          return null;
        }
        place = Math.max(instant, end);
      }
      places[chain] = key(place, chain);
    }
    Arrays.sort(places);
    return concatenate(places);
  }

  private static long key(int position, int chain) {
    return ((long) position << 32) | chain;
  }

  private int[] concatenate(long[] places) {
    int[] order = new int[chainedCount];
    int length = 0;
    for (long place : places) {
      int chain = (int) place;
      int from = chain == 0 ? 0 : chainEnds[chain - 1];
      int count = chainEnds[chain] - from;
      System.arraycopy(chained, from, order, length, count);
      length += count;
    }
    return order;
  }
}
