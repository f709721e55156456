package dev.palisade.checker.search;

import dev.palisade.checker.history.Call;
import dev.palisade.checker.model.Step;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Replays an order of calls and says whether it is a linearization, in O(n). */
public final class Replay {
  private Replay() {}

  /** What came of it. */
  public sealed interface Outcome {}

  /**
   * It is one.
   *
   * @param instants for each place in the order, the position in the history at which the call can
   *     take effect; never falls
   */
  public record Valid(int[] instants) implements Outcome {}

  /** It is none, because of this call. */
  public record Invalid(int call, String reason) implements Outcome {}

  /**
   * Replays an order: each required call must be in it, none twice, every one between its
   * invocation and its completion, and the model must allow it.
   */
  public static <S> Outcome of(Problem<S> problem, int[] order) {
    boolean[] placed = new boolean[problem.size()];
    int[] instants = new int[order.length];
    int now = -1;
    Set<S> states = Set.of(problem.model().initial());
    for (int place = 0; place < order.length; place++) {
      int call = order[place];
      if (placed[call]) {
        return new Invalid(call, "placed twice");
      }
      placed[call] = true;
      now = Math.max(now, problem.calls().get(call).invokedAt());
      if (problem.deadline(call) < now) {
        return new Invalid(call, "completed before a call that comes earlier in the order began");
      }
      instants[place] = now;
      Set<S> next = after(problem, states, call);
      if (next.isEmpty()) {
        return new Invalid(call, "impossible in " + states);
      }
      states = next;
    }
    for (int call = 0; call < placed.length; call++) {
      if (problem.required()[call] && !placed[call]) {
        return new Invalid(call, "missing");
      }
    }
    return new Valid(instants);
  }

  private static <S> Set<S> after(Problem<S> problem, Set<S> states, int call) {
    if (states.size() == 1) {
      return successors(problem, states.iterator().next(), call);
    }
    Set<S> all = new HashSet<>();
    states.forEach(state -> all.addAll(successors(problem, state, call)));
    return all;
  }

  private static <S> Set<S> successors(Problem<S> problem, S state, int call) {
    return switch (problem.step(state, call)) {
      case Step.Next<S>(S next) -> Set.of(next);
      case Step.OneOf<S>(List<S> states) -> new HashSet<>(states);
      case Step.Impossible<S> impossible -> Set.of();
    };
  }

  /** Why a call is impossible in a state, or null if it is possible. */
  public static <S> @Nullable String objection(Problem<S> problem, S state, Call call) {
    return problem.model().step(state, problem.model().normalize(call))
            instanceof Step.Impossible<S>(String reason)
        ? reason
        : null;
  }
}
