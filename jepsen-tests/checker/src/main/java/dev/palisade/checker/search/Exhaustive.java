package dev.palisade.checker.search;

import dev.palisade.checker.model.Step;
import java.util.Arrays;
import java.util.List;

/**
 * Tries every order that real time allows (the definition of Herlihy and Wing 1990, taken
 * literally). Too slow for more than a dozen calls, and too simple to be wrong: the others are
 * tested against it.
 */
public final class Exhaustive<S> {
  private final Problem<S> problem;
  private final Budget budget;
  private final int[] order;
  private final boolean[] placed;

  private Exhaustive(Problem<S> problem, Budget budget) {
    this.problem = problem;
    this.budget = budget;
    this.order = new int[problem.size()];
    this.placed = new boolean[problem.size()];
  }

  /** Searches all orders. */
  public static <S> SearchResult search(Problem<S> problem, Budget budget) {
    Exhaustive<S> search = new Exhaustive<>(problem, budget);
    int length = search.extend(problem.model().initial(), 0);
    if (length >= 0) {
      return new SearchResult.Found(Arrays.copyOf(search.order, length));
    }
    return new SearchResult.None(search.lastRequired());
  }

  /** The length of the complete order that begins with {@code order[0..length)}, or -1. */
  private int extend(S state, int length) {
    budget.check();
    if (complete()) {
      return length;
    }
    for (int call = 0; call < problem.size(); call++) {
      if (placed[call] || !mayComeNext(call)) {
        continue;
      }
      placed[call] = true;
      order[length] = call;
      for (S next : successors(state, call)) {
        int found = extend(next, length + 1);
        if (found >= 0) {
          return found;
        }
      }
      placed[call] = false;
    }
    return -1;
  }

  private List<S> successors(S state, int call) {
    return switch (problem.step(state, call)) {
      case Step.Next<S>(S next) -> List.of(next);
      case Step.OneOf<S>(List<S> states) -> states;
      case Step.Impossible<S> impossible -> List.of();
    };
  }

  private boolean complete() {
    for (int call = 0; call < problem.size(); call++) {
      if (problem.required()[call] && !placed[call]) {
        return false;
      }
    }
    return true;
  }

  /** No call that is still to be placed ended before this one began. */
  private boolean mayComeNext(int call) {
    int invokedAt = problem.calls().get(call).invokedAt();
    for (int other = 0; other < problem.size(); other++) {
      if (!placed[other] && problem.deadline(other) < invokedAt) {
        return false;
      }
    }
    return true;
  }

  private int lastRequired() {
    int last = -1;
    for (int call = 0; call < problem.size(); call++) {
      if (problem.required()[call]
          && (last < 0 || problem.deadline(call) > problem.deadline(last))) {
        last = call;
      }
    }
    return last;
  }
}
