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
 * Runs frontier and depth-first search at the same time and takes the first answer. They fail on
 * different histories: the frontier where much is possible at once, the other where a bad choice is
 * noticed late.
 */
final class Competition {
  private static final List<Algorithm> COMPETITORS = List.of(Algorithm.WGL, Algorithm.FRONTIER);

  private Competition() {}

  static Decision run(Problem<?> problem, Budget budget) {
    List<Budget> budgets =
        COMPETITORS.stream().map(each -> budget.part(budget.remainingNanos())).toList();
    try (ExecutorService threads = Executors.newFixedThreadPool(COMPETITORS.size())) {
      ExecutorCompletionService<Decision> race = new ExecutorCompletionService<>(threads);
      for (int i = 0; i < COMPETITORS.size(); i++) {
        Algorithm algorithm = COMPETITORS.get(i);
        Budget own = budgets.get(i);
        race.submit(() -> Decider.one(problem, algorithm, own));
      }
      try {
        return firstDecision(race);
      } finally {
        // Before the pool is closed, which waits for those that still run.
        budgets.forEach(Budget::cancel);
      }
    }
  }

  private static Decision firstDecision(ExecutorCompletionService<Decision> race) {
    Decision open =
        new Decision.Open(Algorithm.COMPETITION, Cause.INTERRUPTED, "stopped from outside");
    try {
      for (int i = 0; i < COMPETITORS.size(); i++) {
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
