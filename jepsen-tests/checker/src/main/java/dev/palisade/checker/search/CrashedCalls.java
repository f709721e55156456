package dev.palisade.checker.search;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Calls that may be left out, grouped by kind. Calls of one kind are interchangeable once they are
 * invoked, so a configuration only counts how many of each group it has used, always the earliest
 * ones. Counts are packed into longs, eight of at most {@link #MOST} in each; a kind with more
 * calls has several groups.
 */
final class CrashedCalls {
  private static final int MOST = 127;
  private static final long HIGH_BITS = 0x8080808080808080L;

  private final int[][] members;
  private final int[] kinds;
  private final int[] groupOf;
  private final int[] available;

  /** The place of each group's count, or -1 if its calls can be used without end. */
  private final int[] counters;

  private final int counterCount;

  /** Counts the calls of all groups. */
  CrashedCalls(Problem<?> problem, Automaton<?> automaton) {
    this(problem, automaton, null);
  }

  /**
   * Counts the calls of some groups, or of all for null; others can be used without end once
   * invoked.
   */
  CrashedCalls(Problem<?> problem, Automaton<?> automaton, @Nullable BitSet counted) {
    int[] lastGroup = new int[automaton.kindCount()];
    Arrays.fill(lastGroup, -1);
    groupOf = new int[problem.size()];
    List<List<Integer>> groups = new ArrayList<>();
    for (int call = 0; call < problem.size(); call++) {
      groupOf[call] = -1;
      if (problem.required()[call]) {
        continue;
      }
      int kind = automaton.kind(call);
      if (lastGroup[kind] < 0 || groups.get(lastGroup[kind]).size() == MOST) {
        lastGroup[kind] = groups.size();
        groups.add(new ArrayList<>());
      }
      groupOf[call] = lastGroup[kind];
      groups.get(lastGroup[kind]).add(call);
    }
    members = new int[groups.size()][];
    kinds = new int[groups.size()];
    for (int group = 0; group < members.length; group++) {
      members[group] = groups.get(group).stream().mapToInt(Integer::intValue).toArray();
      kinds[group] = automaton.kind(members[group][0]);
    }
    available = new int[members.length];
    counters = new int[members.length];
    int count = 0;
    for (int group = 0; group < members.length; group++) {
      counters[group] = counted == null || counted.get(group) ? count++ : -1;
    }
    counterCount = count;
  }

  int groupCount() {
    return members.length;
  }

  /** How many longs the counts need. */
  int wordCount() {
    return (counterCount + 7) / 8;
  }

  int kind(int group) {
    return kinds[group];
  }

  int groupOf(int call) {
    return groupOf[call];
  }

  /** A call has been invoked: from now on it can be used. */
  void invoked(int call) {
    available[groupOf[call]]++;
  }

  /** Whether a group has a call left, by the counts that start at a word. */
  boolean hasUnused(int group, long[] words, int firstWord) {
    return used(words, firstWord, group) < available[group];
  }

  /** The call to be used after so many of its group. */
  int member(int group, int used) {
    return members[group][used];
  }

  /** How many calls a group has. */
  int memberCount(int group) {
    return members[group].length;
  }

  /** The next call of a group, or -1 minus the group if its calls are not counted. */
  int nextMember(int group, long[] words, int firstWord) {
    return counters[group] < 0 ? -1 - group : members[group][used(words, firstWord, group)];
  }

  /** How many of a group are used; 0 if they are not counted. */
  private int used(long[] words, int firstWord, int group) {
    int counter = counters[group];
    return counter < 0
        ? 0
        : (int) (words[firstWord + (counter >>> 3)] >>> ((counter & 7) * 8)) & 0x7f;
  }

  /** Uses one more of a group. */
  void use(long[] words, int firstWord, int group) {
    add(words, firstWord, group, 1);
  }

  /** Takes one use of a group back. */
  void unuse(long[] words, int firstWord, int group) {
    add(words, firstWord, group, -1);
  }

  private void add(long[] words, int firstWord, int group, long uses) {
    int counter = counters[group];
    if (counter >= 0) {
      words[firstWord + (counter >>> 3)] += uses << ((counter & 7) * 8);
    }
  }

  /** Whether no count of a is above that of b. Compares eight counts at a time. */
  static boolean usesAtMost(long[] a, long[] b, int firstWord) {
    for (int word = firstWord; word < a.length; word++) {
      if ((((b[word] | HIGH_BITS) - a[word]) & HIGH_BITS) != HIGH_BITS) {
        return false;
      }
    }
    return true;
  }
}
