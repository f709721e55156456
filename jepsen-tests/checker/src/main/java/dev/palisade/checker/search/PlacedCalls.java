package dev.palisade.checker.search;

import java.util.Arrays;
import java.util.HashSet;
import java.util.Set;

/**
 * Which calls a depth-first search has placed, and which such sets it has met before in which
 * state. The required calls before the first one missing are left out of what is remembered, so an
 * entry is as large as the calls that overlap, not as the history.
 */
final class PlacedCalls {
  private final CrashedCalls crashed;
  private final Budget budget;

  /** The number of a required call among the required ones, or -1. */
  private final int[] ranks;

  private final long[] bits;
  private final long[] uses;
  private final Set<Entry> met = new HashSet<>();

  /** All words before this one are full. */
  private int firstWord;

  /** All words from this one on are empty. */
  private int endWord;

  private long takenBytes;

  private record Entry(long[] words, int hash) {
    @Override
    public boolean equals(Object other) {
      return other instanceof Entry entry
          && entry.hash == hash
          && Arrays.equals(entry.words, words);
    }

    @Override
    public int hashCode() {
      return hash;
    }
  }

  PlacedCalls(Problem<?> problem, CrashedCalls crashed, Budget budget) {
    this.crashed = crashed;
    this.budget = budget;
    this.ranks = new int[problem.size()];
    int rank = 0;
    for (int call = 0; call < ranks.length; call++) {
      ranks[call] = problem.required()[call] ? rank++ : -1;
    }
    this.bits = new long[rank / 64 + 1];
    this.uses = new long[crashed.wordCount()];
  }

  /** Whether a crashed call is the earliest unused one of its group. */
  boolean isNextOfItsGroup(int call) {
    int group = crashed.groupOf(call);
    return crashed.nextMember(group, uses, 0) == call;
  }

  void place(int call) {
    int rank = ranks[call];
    if (rank < 0) {
      crashed.use(uses, 0, crashed.groupOf(call));
      return;
    }
    bits[rank >>> 6] |= 1L << rank;
    endWord = Math.max(endWord, (rank >>> 6) + 1);
    while (firstWord < bits.length && bits[firstWord] == -1L) {
      firstWord++;
    }
  }

  void takeBack(int call) {
    int rank = ranks[call];
    if (rank < 0) {
      crashed.unuse(uses, 0, crashed.groupOf(call));
      return;
    }
    bits[rank >>> 6] &= ~(1L << rank);
    firstWord = Math.min(firstWord, rank >>> 6);
    while (endWord > 0 && bits[endWord - 1] == 0) {
      endWord--;
    }
  }

  /** Whether the calls that are placed now were never met with this state; remembers them. */
  boolean isNew(int state) {
    int window = Math.max(0, endWord - firstWord);
    long[] words = new long[1 + uses.length + window];
    words[0] = ((long) firstWord << 32) | state;
    System.arraycopy(uses, 0, words, 1, uses.length);
    System.arraycopy(bits, firstWord, words, 1 + uses.length, window);
    long hash = 0;
    for (long word : words) {
      hash = (hash ^ word) * 0x9e3779b97f4a7c15L;
      hash ^= hash >>> 32;
    }
    if (!met.add(new Entry(words, Hashing.mix(hash)))) {
      return false;
    }
    long bytes = 88 + 8L * words.length;
    budget.take(bytes);
    takenBytes += bytes;
    return true;
  }

  /** Gives all memory back. */
  void close() {
    budget.giveBack(takenBytes);
    takenBytes = 0;
  }
}
