package dev.palisade.harness.split;

import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * Who the members of a run were, for the times at which that is known: from the beginning until the
 * first change of members was about to begin, and after each change from when the leader was seen
 * to have exactly the members that were asked for, each with a vote.
 *
 * <p>Such a look may find a membership that is not committed yet. It is the end of a change though,
 * whose joint configuration is committed by then and counts a majority of these members as well
 * (Ongaro 2014, §4.3): who reaches no majority of them has none of any that may be in force.
 */
final class KnownMembers {
  /** From a moment on these were the members; none where that is not known. */
  private final TreeMap<Long, Set<Integer>> since = new TreeMap<>();

  /** Changes are announced in this run. */
  private boolean announced;

  /** A change is about to begin. */
  void changeBegins(long nanos) {
    since.put(nanos, Set.of());
    announced = true;
  }

  /**
   * A change had begun. One that was not announced, as in the files of older runs, may have begun
   * long before: then nothing is known of what was before.
   */
  void changeBegan() {
    if (!announced) {
      since.clear();
      since.put(Long.MIN_VALUE, Set.of());
    }
  }

  /** A look found all as it was asked for. */
  void settled(long nanos, Set<Integer> members) {
    since.put(nanos, new TreeSet<>(members));
  }

  /** The moments at which it changes what is known. */
  Set<Long> changes() {
    return since.keySet();
  }

  /**
   * The members at a moment.
   *
   * @param first who they were at the beginning
   * @return null while it is not known
   */
  @Nullable Set<Integer> at(long nanos, Set<Integer> first) {
    Map.Entry<Long, Set<Integer>> known = since.floorEntry(nanos);
    if (known == null) {
      return first;
    }
    return known.getValue().isEmpty() ? null : known.getValue();
  }
}
