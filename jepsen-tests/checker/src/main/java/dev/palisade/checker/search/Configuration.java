package dev.palisade.checker.search;

import org.jspecify.annotations.Nullable;

/**
 * One way in which the calls up to now can have happened: a state, the open calls that have already
 * taken effect (bits of slots), the crashed calls that were used (counts), and the order as a list
 * that shares its beginning with others.
 */
final class Configuration {
  /** The last call of an order, and those before it. */
  record Path(@Nullable Path before, int call, int length) {
    static Path after(@Nullable Path before, int call) {
      return new Path(before, call, before == null ? 1 : before.length + 1);
    }
  }

  int state;

  /** The bits of slots, followed by the counts of {@link CrashedCalls}. */
  final long[] words;

  @Nullable Path path;

  /** How often crashed calls were used whose group is not counted. */
  int uncountedUses;

  /** Another one is at least as good. */
  boolean dominated;

  /** Its successor in a bucket of {@link ConfigurationSet}. */
  @Nullable Configuration nextInBucket;

  int hash;

  Configuration(int state, long[] words, @Nullable Path path) {
    this.state = state;
    this.words = words;
    this.path = path;
  }

  Configuration copy() {
    Configuration copy = new Configuration(state, words.clone(), path);
    copy.uncountedUses = uncountedUses;
    return copy;
  }

  boolean has(int slot) {
    return (words[slot >>> 6] & (1L << slot)) != 0;
  }

  void set(int slot) {
    words[slot >>> 6] |= 1L << slot;
  }

  void clear(int slot) {
    words[slot >>> 6] &= ~(1L << slot);
  }

  void append(int call) {
    path = Path.after(path, call);
  }

  /** The order of calls that led here. */
  int[] order() {
    int[] order = new int[path == null ? 0 : path.length];
    int at = order.length;
    for (Path p = path; p != null; p = p.before) {
      order[--at] = p.call;
    }
    return order;
  }
}
