package dev.palisade.checker.search;

import dev.palisade.checker.history.Call;
import dev.palisade.checker.model.Step;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * A model as a table: states and kinds of calls are small integers, and a step is looked up once it
 * has been computed (Knossos' memoization of models). The searches thus compare and hash integers,
 * whatever the model's states are. Not thread-safe.
 */
final class Automaton<S> {
  /** A step that the model finds impossible. */
  static final int IMPOSSIBLE = -1;

  /** The initial state. */
  static final int INITIAL = 0;

  private static final int UNKNOWN = Integer.MIN_VALUE;
  private static final int MOST_COLUMNS = 512;

  private final Problem<S> problem;
  private final Budget budget;
  private final List<S> states = new ArrayList<>();
  private final Map<S, Integer> stateNumbers = new HashMap<>();
  private final int[] kinds;
  private final Call[] samples;
  private final List<int[]> branches = new ArrayList<>();
  private final List<int[]> rows = new ArrayList<>();
  private final SparseTable sparse = new SparseTable(UNKNOWN);
  private long takenBytes;

  Automaton(Problem<S> problem, Budget budget) {
    this.problem = problem;
    this.budget = budget;
    this.kinds = new int[problem.size()];
    Map<Call, Integer> numbers = new HashMap<>();
    List<Call> found = new ArrayList<>();
    for (int call = 0; call < kinds.length; call++) {
      Call normal = problem.model().normalize(problem.calls().get(call));
      Integer kind = numbers.putIfAbsent(normal, found.size());
      kinds[call] = kind == null ? found.size() : kind;
      if (kind == null) {
        found.add(normal);
      }
    }
    this.samples = found.toArray(new Call[0]);
    intern(problem.model().initial());
  }

  /** How many kinds of calls there are. */
  int kindCount() {
    return samples.length;
  }

  /** The kind of a call: calls of one kind step alike. */
  int kind(int call) {
    return kinds[call];
  }

  /** The state with a number. */
  S state(int number) {
    return states.get(number);
  }

  /**
   * The state after a call of a kind, {@link #IMPOSSIBLE}, or, if there are several, a number below
   * that for {@link #branches}.
   */
  int next(int state, int kind) {
    if (samples.length > MOST_COLUMNS) {
      long cell = (long) state * samples.length + kind;
      int known = sparse.get(cell);
      if (known == UNKNOWN) {
        known = step(state, kind);
        sparse.put(cell, known);
        take(16);
      }
      return known;
    }
    int known = rows.get(state)[kind];
    if (known == UNKNOWN) {
      known = step(state, kind);
      rows.get(state)[kind] = known;
    }
    return known;
  }

  /** The states that a number below {@link #IMPOSSIBLE} stands for. */
  int[] branches(int next) {
    return branches.get(-2 - next);
  }

  /** Gives all memory back to the budget; the automaton is not used afterwards. */
  void close() {
    budget.giveBack(takenBytes);
    takenBytes = 0;
  }

  private int step(int state, int kind) {
    return switch (problem.model().step(states.get(state), samples[kind])) {
      case Step.Next<S>(S next) -> intern(next);
      case Step.Impossible<S> impossible -> IMPOSSIBLE;
      case Step.OneOf<S>(List<S> nexts) -> {
        int[] numbers = nexts.stream().mapToInt(this::intern).toArray();
        if (numbers.length == 1) {
          yield numbers[0];
        }
        branches.add(numbers);
        yield -1 - branches.size();
      }
    };
  }

  private int intern(S state) {
    Integer known = stateNumbers.get(state);
    if (known != null) {
      return known;
    }
    boolean dense = samples.length <= MOST_COLUMNS;
    take(128 + 4L * problem.model().describe(state).length() + (dense ? 4L * samples.length : 0));
    int number = states.size();
    states.add(state);
    stateNumbers.put(state, number);
    if (dense) {
      int[] row = new int[samples.length];
      Arrays.fill(row, UNKNOWN);
      rows.add(row);
    }
    return number;
  }

  private void take(long bytes) {
    budget.take(bytes);
    takenBytes += bytes;
  }
}
