package dev.palisade.checker.search;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Configurations of which none dominates another: with the same state and the same open calls done,
 * one that has used at most as many crashed calls of each group can do whatever the other can.
 * Among equals, the one with fewer uses that nobody counts is kept: it is more likely to be real.
 */
final class ConfigurationSet {
  private final int usesFrom;
  private @Nullable Configuration[] buckets = new @Nullable Configuration[16];
  private int size;

  /**
   * @param usesFrom the first word of the counts of crashed calls
   */
  ConfigurationSet(int usesFrom) {
    this.usesFrom = usesFrom;
  }

  int size() {
    return size;
  }

  /** Adds a configuration unless one that is at least as good is there; removes the worse ones. */
  boolean add(Configuration added) {
    added.hash = hash(added);
    int bucket = added.hash & (buckets.length - 1);
    Configuration previous = null;
    Configuration there = buckets[bucket];
    while (there != null) {
      Configuration following = there.nextInBucket;
      if (there.hash == added.hash && sameSituation(there, added)) {
        boolean replaces = CrashedCalls.usesAtMost(added.words, there.words, usesFrom);
        if (CrashedCalls.usesAtMost(there.words, added.words, usesFrom)
            && !(replaces && added.uncountedUses < there.uncountedUses)) {
          return false;
        }
        if (replaces) {
          there.dominated = true;
          size--;
          if (previous == null) {
            buckets[bucket] = following;
          } else {
            previous.nextInBucket = following;
          }
          there = following;
          continue;
        }
      }
      previous = there;
      there = following;
    }
    added.nextInBucket = buckets[bucket];
    buckets[bucket] = added;
    if (++size > buckets.length) {
      grow();
    }
    return true;
  }

  /** All of them, in an order that depends on nothing but the additions. */
  List<Configuration> toList() {
    List<Configuration> all = new ArrayList<>(size);
    for (Configuration head : buckets) {
      for (Configuration c = head; c != null; c = c.nextInBucket) {
        all.add(c);
      }
    }
    return all;
  }

  private boolean sameSituation(Configuration a, Configuration b) {
    if (a.state != b.state) {
      return false;
    }
    for (int word = 0; word < usesFrom; word++) {
      if (a.words[word] != b.words[word]) {
        return false;
      }
    }
    return true;
  }

  private int hash(Configuration c) {
    long hash = c.state;
    for (int word = 0; word < usesFrom; word++) {
      hash = hash * 0x9e3779b97f4a7c15L + c.words[word];
    }
    return Hashing.mix(hash);
  }

  private void grow() {
    List<Configuration> all = toList();
    buckets = new @Nullable Configuration[buckets.length * 2];
    for (Configuration c : all) {
      int bucket = c.hash & (buckets.length - 1);
      c.nextInBucket = buckets[bucket];
      buckets[bucket] = c;
    }
  }
}
