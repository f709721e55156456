package dev.palisade.checker;

import dev.palisade.checker.history.Call;
import dev.palisade.checker.history.History;
import dev.palisade.checker.history.MalformedHistoryException;
import dev.palisade.checker.model.Model;
import dev.palisade.checker.search.Budget;
import dev.palisade.checker.search.BudgetExhaustedException;
import dev.palisade.checker.search.Exhaustive;
import dev.palisade.checker.search.Problem;
import dev.palisade.checker.search.SearchResult;
import java.util.ArrayList;
import java.util.List;

/** One run of the checker over one history. */
final class Check<S> {
  private final Model<S> model;
  private final Linearizability.Options options;
  private final History history;

  Check(Model<S> model, Linearizability.Options options, History history) {
    this.model = model;
    this.options = options;
    this.history = history;
  }

  Verdict run() {
    List<Call> calls = history.calls();
    for (Call call : calls) {
      String objection = model.objection(call);
      if (objection != null) {
        throw new MalformedHistoryException(history.line(call.invokedAt()), objection);
      }
    }
    Problem<S> problem = Problem.of(model, calls);
    Budget budget = new Budget(options.timeout().toNanos(), options.memoryBytes());
    try {
      return switch (Exhaustive.search(problem, budget)) {
        case SearchResult.Found found -> linearizable(problem, found);
        case SearchResult.None none ->
            new Verdict.Violation(
                Algorithm.EXHAUSTIVE,
                null,
                problem.calls().get(none.failing()),
                List.of(),
                List.of(),
                List.of(),
                history);
        case SearchResult.NotApplicable(String reason) ->
            new Verdict.Undecided(Algorithm.EXHAUSTIVE, Verdict.Cause.NOT_APPLICABLE, reason);
      };
    } catch (BudgetExhaustedException e) {
      return new Verdict.Undecided(Algorithm.EXHAUSTIVE, Verdict.Cause.TIME, "out of budget");
    }
  }

  private Verdict linearizable(Problem<S> problem, SearchResult.Found found) {
    List<Integer> order = new ArrayList<>();
    for (int call : found.order()) {
      order.add(problem.calls().get(call).invokedAt());
    }
    return new Verdict.Linearizable(Algorithm.EXHAUSTIVE, order);
  }
}
