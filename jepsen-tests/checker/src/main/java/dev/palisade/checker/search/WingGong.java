package dev.palisade.checker.search;

import java.util.Arrays;

/**
 * Depth-first search (Wing and Gong 1993) over a linked list of invocations and completions, with a
 * cache of configurations that led nowhere (Lowe 2017; Horn and Kroening 2015): takes the next call
 * that fits, and goes back where a completion is met whose call has not been placed.
 *
 * <p>Crashed calls have no completion and are cached by kind. A call that only reads is placed as
 * soon as it fits and never taken back alone.
 */
public final class WingGong<S> {
  private static final int STEPS_BETWEEN_CHECKS = 4096;

  private final Problem<S> problem;
  private final Budget budget;
  private final Automaton<S> automaton;
  private final CrashedCalls crashed;
  private final Timeline timeline;
  private final boolean[] readOnly;

  /** The list: event e is node e + 1, node 0 is its head, and the node after the last is 0. */
  private final int[] next;

  private final int[] previous;
  private final int[] returnNode;

  private final PlacedCalls placed;
  private final int[] stackNode;
  private final int[] stackState;
  private final int[] stackBranch;
  private int depth;
  private int missing;
  private int furthest;
  private int steps;

  private WingGong(Problem<S> problem, Budget budget) {
    this.problem = problem;
    this.budget = budget;
    this.automaton = new Automaton<>(problem, budget);
    this.crashed = new CrashedCalls(problem, automaton);
    this.timeline = new Timeline(problem);
    this.placed = new PlacedCalls(problem, crashed, budget);
    int nodes = timeline.size() + 1;
    this.next = new int[nodes];
    this.previous = new int[nodes];
    this.returnNode = new int[problem.size()];
    this.readOnly = new boolean[problem.size()];
    this.stackNode = new int[problem.size()];
    this.stackState = new int[problem.size()];
    this.stackBranch = new int[problem.size()];
    for (int node = 0; node < nodes; node++) {
      next[node] = (node + 1) % nodes;
      previous[node] = node == 0 ? nodes - 1 : node - 1;
    }
    for (int event = 0; event < timeline.size(); event++) {
      int call = timeline.call(event);
      if (timeline.isReturn(event)) {
        returnNode[call] = event + 1;
        missing++;
      } else {
        readOnly[call] = problem.model().readOnly(problem.calls().get(call));
        if (!problem.required()[call]) {
          crashed.invoked(call);
        }
      }
    }
  }

  /** Searches depth first. */
  public static <S> SearchResult search(Problem<S> problem, Budget budget) {
    WingGong<S> search = new WingGong<>(problem, budget);
    try {
      return search.run();
    } finally {
      search.placed.close();
      search.automaton.close();
    }
  }

  private SearchResult run() {
    int state = Automaton.INITIAL;
    int node = next[0];
    int branch = 0;
    while (missing > 0) {
      if (++steps % STEPS_BETWEEN_CHECKS == 0) {
        budget.check();
      }
      boolean blocked = node == 0 || timeline.isReturn(node - 1);
      int reached = blocked ? Automaton.IMPOSSIBLE : place(node, state, branch);
      if (reached >= 0) {
        state = reached;
        node = next[0];
        branch = 0;
      } else if (!blocked) {
        branch = -1 - reached;
        if (branch == 0) {
          node = next[node];
        }
      } else {
        furthest = Math.max(furthest, node);
        do {
          if (depth == 0) {
            return new SearchResult.None(timeline.call(furthest - 1));
          }
          takeBack();
        } while (readOnly[timeline.call(stackNode[depth] - 1)]);
        state = stackState[depth];
        node = stackNode[depth];
        branch = stackBranch[depth] + 1;
        if (branch >= branchCount(node, state)) {
          branch = 0;
          node = next[node];
        }
      }
    }
    return new SearchResult.Found(order());
  }

  private int branchCount(int node, int state) {
    int to = automaton.next(state, automaton.kind(timeline.call(node - 1)));
    return to >= 0 ? 1 : automaton.branches(to).length;
  }

  /**
   * Places a call in its branch-th way. Answers the state after it, or -1 if it has no place here,
   * or -1 - b if the b-th way should be tried next.
   */
  private int place(int node, int state, int branch) {
    int call = timeline.call(node - 1);
    int to = automaton.next(state, automaton.kind(call));
    if (to == Automaton.IMPOSSIBLE) {
      return -1;
    }
    boolean required = problem.required()[call];
    if (!required && (to == state || !placed.isNextOfItsGroup(call))) {
      return -1;
    }
    int otherwise = -1;
    if (to < 0) {
      int[] branches = automaton.branches(to);
      to = branches[branch];
      otherwise = branch + 1 < branches.length ? -2 - branch : -1;
    }
    placed.place(call);
    if (!placed.isNew(to)) {
      placed.takeBack(call);
      return otherwise;
    }
    stackNode[depth] = node;
    stackState[depth] = state;
    stackBranch[depth++] = branch;
    unlink(node);
    if (required) {
      unlink(returnNode[call]);
      missing--;
    }
    return to;
  }

  private void takeBack() {
    int node = stackNode[--depth];
    int call = timeline.call(node - 1);
    if (problem.required()[call]) {
      relink(returnNode[call]);
      missing++;
    }
    relink(node);
    placed.takeBack(call);
  }

  private void unlink(int node) {
    next[previous[node]] = next[node];
    previous[next[node]] = previous[node];
  }

  private void relink(int node) {
    next[previous[node]] = node;
    previous[next[node]] = node;
  }

  private int[] order() {
    int[] nodes = Arrays.copyOf(stackNode, depth);
    for (int i = 0; i < depth; i++) {
      nodes[i] = timeline.call(nodes[i] - 1);
    }
    return nodes;
  }
}
