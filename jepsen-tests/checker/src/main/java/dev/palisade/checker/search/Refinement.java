package dev.palisade.checker.search;

import dev.palisade.checker.model.RegisterAccess;
import java.util.BitSet;

/**
 * Frontier search for histories with many crashed calls, by refinement of an abstraction (Clarke,
 * Grumberg, Jha, Lu and Veith 2000): at first each kind of crashed call, once invoked, may be used
 * without end, so that configurations need not count. No order then means no order at all. An order
 * that uses some kind too often makes that kind counted, and the search begins again; one that does
 * not is a linearization. Few kinds have to be counted as a rule, and every one that need not be
 * saves most of the configurations.
 */
public final class Refinement {
  private Refinement() {}

  /**
   * Searches. The failing call of a negative answer is one at whose completion no order is left,
   * but not always the first.
   */
  public static <S> SearchResult search(Problem<S> problem, Budget budget) {
    if (!(problem.model() instanceof RegisterAccess<?> register)) {
      return new SearchResult.NotApplicable(
          "calls without end need finitely many states, as of a register, and the model is a "
              + problem.model().name());
    }
    int phantom = Phantoms.first(problem, register);
    if (phantom != Phantoms.NONE) {
      return new SearchResult.None(phantom);
    }
    BitSet counted = new BitSet();
    while (true) {
      Frontier<S> frontier = new Frontier<>(problem, budget, counted);
      try {
        SearchResult result = frontier.result();
        if (!(result instanceof SearchResult.Found(int[] order))) {
          return result;
        }
        int overused = name(order, frontier.crashedCalls(), problem);
        if (overused < 0) {
          return new SearchResult.Found(order);
        }
        counted.set(overused);
      } finally {
        frontier.close();
      }
    }
  }

  /** Whether the states stay few however often a crashed call is used. */
  public static boolean appliesTo(Problem<?> problem) {
    return problem.model() instanceof RegisterAccess<?>;
  }

  /**
   * Replaces uncounted uses, which are negative, by calls of their groups, earliest first. Answers
   * the group that is short of calls by most, or -1 if none is.
   */
  private static int name(int[] order, CrashedCalls crashed, Problem<?> problem) {
    int[] used = new int[crashed.groupCount()];
    int[] missing = new int[crashed.groupCount()];
    int[] latest = latestInstants(order, problem);
    for (int place = 0; place < order.length; place++) {
      if (order[place] >= 0) {
        continue;
      }
      int group = -1 - order[place];
      int use = used[group];
      boolean exists =
          use < crashed.memberCount(group)
              && problem.calls().get(crashed.member(group, use)).invokedAt() < latest[place];
      if (exists) {
        order[place] = crashed.member(group, use);
        used[group]++;
      } else {
        missing[group]++;
      }
    }
    int worst = -1;
    for (int group = 0; group < missing.length; group++) {
      if (missing[group] > (worst < 0 ? 0 : missing[worst])) {
        worst = group;
      }
    }
    return worst;
  }

  /** For each place, the first completion of a call that is there or comes later. */
  private static int[] latestInstants(int[] order, Problem<?> problem) {
    int[] latest = new int[order.length];
    int earliest = Integer.MAX_VALUE;
    for (int place = order.length - 1; place >= 0; place--) {
      if (order[place] >= 0) {
        earliest = Math.min(earliest, problem.deadline(order[place]));
      }
      latest[place] = earliest;
    }
    return latest;
  }
}
