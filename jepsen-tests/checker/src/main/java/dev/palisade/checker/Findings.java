package dev.palisade.checker;

import dev.palisade.checker.Verdict.PossibleState;
import dev.palisade.checker.Verdict.Violation;
import dev.palisade.checker.history.Call;
import dev.palisade.checker.history.History;
import dev.palisade.checker.search.Budget;
import dev.palisade.checker.search.BudgetExhaustedException;
import dev.palisade.checker.search.Frontier;
import dev.palisade.checker.search.Frontier.Reached;
import dev.palisade.checker.search.Problem;
import dev.palisade.checker.search.Replay;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Gathers the evidence of a violation that is already certain. */
final class Findings<S> {
  private final History history;
  private final @Nullable Object key;
  private final Problem<S> problem;
  private final Budget budget;

  Findings(History history, @Nullable Object key, Problem<S> problem, Budget budget) {
    this.history = history;
    this.key = key;
    this.problem = problem;
    this.budget = budget;
  }

  Violation gather(Algorithm algorithm, int failing) {
    Problem<S> minimal =
        new Shrinking<S>(budget.part(budget.remainingNanos() / 2)).shrink(suspects(failing));
    // The whole history tells more, but the small one is always within reach.
    Problem<S> explained = problem;
    Optional<Frontier.Stop<S>> stop = explain(problem, budget.remainingNanos() / 2);
    if (stop.isEmpty()) {
      explained = minimal;
      stop = explain(minimal, budget.remainingNanos());
    }
    Call call = problem.calls().get(failing);
    List<Reached<S>> reached = List.of();
    if (stop.isPresent()) {
      call = explained.calls().get(stop.get().failing());
      reached = stop.get().reached();
    }
    return new Violation(
        algorithm,
        key,
        call,
        longest(explained, reached),
        states(reached, call),
        alternatives(call),
        historyOf(minimal));
  }

  private Optional<Frontier.Stop<S>> explain(Problem<S> part, long nanos) {
    try {
      return Frontier.explain(part, budget.part(nanos));
    } catch (BudgetExhaustedException e) {
      return Optional.empty();
    }
  }

  /**
   * Parts that may violate the model already: the calls that began before the failing one
   * completed, without what those that ended later answered, or with it; or else all calls.
   */
  private List<Problem<S>> suspects(int failing) {
    int end = problem.deadline(failing);
    List<Call> begun = problem.calls().stream().filter(c -> c.invokedAt() < end).toList();
    List<Call> cut = begun.stream().map(c -> c.completedAt() <= end ? c : c.crashed()).toList();
    return List.of(Problem.of(problem.model(), cut), Problem.of(problem.model(), begun), problem);
  }

  private List<Integer> longest(Problem<S> explained, List<Reached<S>> reached) {
    int[] longest = new int[0];
    for (Reached<S> each : reached) {
      longest = each.order().length > longest.length ? each.order() : longest;
    }
    int[] positions = new int[longest.length];
    for (int i = 0; i < longest.length; i++) {
      positions[i] = explained.calls().get(longest[i]).invokedAt();
    }
    return new IntList(positions);
  }

  private List<PossibleState> states(List<Reached<S>> reached, Call failing) {
    Map<S, PossibleState> states = new LinkedHashMap<>();
    for (Reached<S> each : reached) {
      String reason = Replay.objection(problem, each.state(), failing);
      if (reason != null && states.size() < Violation.MAX_STATES) {
        states.putIfAbsent(
            each.state(), new PossibleState(problem.model().describe(each.state()), reason));
      }
    }
    return List.copyOf(states.values());
  }

  private List<Call> alternatives(Call failing) {
    return problem.calls().stream()
        .filter(call -> call.invokedAt() < failing.completedAt())
        .filter(call -> call.completedAt() > failing.completedAt())
        .toList();
  }

  /** The part of the history that consists of these calls. */
  private History historyOf(Problem<S> part) {
    boolean[] kept = new boolean[history.size()];
    for (Call call : part.calls()) {
      kept[call.invokedAt()] = true;
      if (call.completedAt() != Call.NEVER) {
        kept[call.completedAt()] = true;
      }
    }
    History.Builder builder = History.builderLike(history);
    for (int position = 0; position < kept.length; position++) {
      if (kept[position]) {
        builder.add(history.line(position), history.op(position));
      }
    }
    return builder.build();
  }
}
