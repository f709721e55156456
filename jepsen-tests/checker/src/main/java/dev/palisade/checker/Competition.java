package dev.palisade.checker;

import dev.palisade.checker.Verdict.Cause;
import dev.palisade.checker.search.Budget;
import dev.palisade.checker.search.Problem;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorCompletionService;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/**
 * Runs frontier search (with refinement, for registers) and depth-first search at the same time and
 * takes the first answer. They fail on different histories: the frontier where much is possible at
 * once, the other where a bad choice is noticed late.
 */
final class Competition {
  private Competition() {}

  static Decision run(Problem<?> problem, Budget budget) {
    List<Algorithm> competitors = List.of(Algorithm.WGL, Decider.breadthFirst(problem));
    List<Budget> budgets =
        competitors.stream().map(each -> budget.part(budget.remainingNanos())).toList();
    try (ExecutorService threads = Executors.newFixedThreadPool(competitors.size())) {
      ExecutorCompletionService<Decision> race = new ExecutorCompletionService<>(threads);
      for (int i = 0; i < competitors.size(); i++) {
        Algorithm algorithm = competitors.get(i);
        Budget own = budgets.get(i);
        race.submit(() -> Decider.one(problem, algorithm, own));
      }
      try {
        return firstDecision(race, competitors.size());
      } finally {
        // Before the pool is closed, which waits for those that still run.
        budgets.forEach(Budget::cancel);
      }
    }
  }

  private static Decision firstDecision(ExecutorCompletionService<Decision> race, int competitors) {
    Decision open =
        new Decision.Open(Algorithm.COMPETITION, Cause.INTERRUPTED, "stopped from outside");
    try {
      for (int i = 0; i < competitors; i++) {
        switch (race.take().get()) {
          case Decision.Decided decided -> {
            return decided;
          }
          case Decision.Open stopped -> open = stopped;
        }
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (ExecutionException e) {
      throw new IllegalStateException("a search failed", e.getCause());
    }
    return open;
  }
}
