package dev.palisade.harness.generator;

import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.LongFunction;

/**
 * Workers in groups, each with a generator of its own.
 *
 * @param nextKey what the next generator is made of
 * @param own the groups' generators, by the least worker of each; a group that has had none yet is
 *     not there
 * @param turn the group that is heard first, counted from 0
 */
record Groups(Plan plan, long nextKey, SortedMap<Integer, Generator> own, int turn)
    implements Generator {
  private static final Generator NOTHING = _ -> new Next.Exhausted();

  /**
   * What does not change.
   *
   * @param size workers of a group; the last has what is left
   * @param keys how many generators there are
   * @param renews whether a group whose generator is exhausted gets the next one
   * @param ofKey the generators, by their number
   */
  record Plan(int size, long keys, boolean renews, LongFunction<Generator> ofKey) {}

  static Groups of(Plan plan) {
    return new Groups(plan, 0, new TreeMap<>(), 0);
  }

  @Override
  public Next next(Context context) {
    List<Integer> workers = List.copyOf(context.workers());
    int groups = (workers.size() + plan.size() - 1) / plan.size();
    SortedMap<Integer, Generator> now = new TreeMap<>(own);
    long key = nextKey;
    long until = Long.MAX_VALUE;
    boolean isPending = false;
    for (int i = 0; i < groups; i++) {
      int group = (turn + i) % groups;
      List<Integer> members =
          workers.subList(group * plan.size(), Math.min(workers.size(), (group + 1) * plan.size()));
      Generator asked = now.get(members.getFirst());
      while (true) {
        if (asked == null) {
          asked = key < plan.keys() ? plan.ofKey().apply(key++) : NOTHING;
        }
        now.put(members.getFirst(), asked);
        Next next = asked.next(of(members, context));
        if (next instanceof Next.Invoke invoke) {
          now.put(members.getFirst(), invoke.rest());
          return new Next.Invoke(
              invoke.worker(), invoke.operation(), new Groups(plan, key, now, group + 1));
        }
        if (next instanceof Next.Pending pending) {
          now.put(members.getFirst(), pending.rest());
          until = Math.min(until, pending.untilNanos());
          isPending = true;
          break;
        }
        if (!plan.renews() || key >= plan.keys()) {
          break;
        }
        if (Collections.disjoint(context.free(), members)) {
          isPending = true; // The next key is for whoever is free first.
          break;
        }
        asked = null;
      }
    }
    return isPending
        ? new Next.Pending(until, new Groups(plan, key, now, turn))
        : new Next.Exhausted();
  }

  private static Context of(List<Integer> members, Context context) {
    SortedSet<Integer> free = new TreeSet<>(context.free());
    free.retainAll(members);
    return new Context(context.nanos(), free, new TreeSet<>(members));
  }

  @Override
  public Generator update(Event event) {
    SortedMap<Integer, Generator> upTo = own.headMap(event.worker() + 1);
    if (upTo.isEmpty()) {
      return this;
    }
    Map.Entry<Integer, Generator> group = upTo.lastEntry();
    return new Groups(
        plan, nextKey, Generators.with(own, group.getKey(), group.getValue().update(event)), turn);
  }
}
