package dev.palisade.checker;

import dev.palisade.checker.Verdict.Cause;
import dev.palisade.checker.search.Budget;
import dev.palisade.checker.search.BudgetExhaustedException;
import dev.palisade.checker.search.Exhaustive;
import dev.palisade.checker.search.Frontier;
import dev.palisade.checker.search.Problem;
import dev.palisade.checker.search.Refinement;
import dev.palisade.checker.search.Revisions;
import dev.palisade.checker.search.SearchResult;
import dev.palisade.checker.search.WingGong;
import dev.palisade.checker.search.Zones;
import java.util.List;

/** Chooses the algorithm for one partition and runs it. */
final class Decider {
  /** What depth-first search may take, alone and for each call, before the frontier joins it. */
  private static final long NANOS_OF_FIRST_TRY = 20_000_000;

  private static final long NANOS_OF_FIRST_TRY_EACH = 20_000;

  private Decider() {}

  /**
   * Decides one partition.
   *
   * @param threads how many may work on it: with two or more, searches compete
   */
  static Decision decide(Problem<?> problem, Algorithm algorithm, Budget budget, int threads) {
    return switch (algorithm) {
      case AUTO -> choose(problem, budget, threads);
      case COMPETITION -> Competition.run(problem, budget);
      case REVISIONS, ZONES, FRONTIER, WGL, REFINEMENT, EXHAUSTIVE ->
          one(problem, algorithm, budget);
    };
  }

  /** The fast ones first: they answer at once when they do not apply. */
  private static Decision choose(Problem<?> problem, Budget budget, int threads) {
    for (Algorithm fast : List.of(Algorithm.REVISIONS, Algorithm.ZONES)) {
      Decision decision = one(problem, fast, budget);
      if (decision instanceof Decision.Decided) {
        return decision;
      }
    }
    long firstTry = NANOS_OF_FIRST_TRY + NANOS_OF_FIRST_TRY_EACH * problem.size();
    Decision first = one(problem, Algorithm.WGL, budget.part(firstTry));
    if (first instanceof Decision.Decided) {
      return first;
    }
    return threads > 1
        ? Competition.run(problem, budget)
        : one(problem, breadthFirst(problem), budget);
  }

  /** The best search of the frontier's kind. */
  static Algorithm breadthFirst(Problem<?> problem) {
    return Refinement.appliesTo(problem) ? Algorithm.REFINEMENT : Algorithm.FRONTIER;
  }

  /** Runs one algorithm. */
  static Decision one(Problem<?> problem, Algorithm algorithm, Budget budget) {
    try {
      SearchResult result = search(problem, algorithm, budget);
      return result instanceof SearchResult.NotApplicable(String reason)
          ? new Decision.Open(algorithm, Cause.NOT_APPLICABLE, reason)
          : new Decision.Decided(algorithm, result);
    } catch (BudgetExhaustedException e) {
      return switch (e.resource()) {
        case TIME -> new Decision.Open(algorithm, Cause.TIME, "the time budget is used up");
        case MEMORY -> new Decision.Open(algorithm, Cause.MEMORY, "the memory budget is used up");
        case CANCELLED -> new Decision.Open(algorithm, Cause.INTERRUPTED, "stopped from outside");
      };
    }
  }

  private static SearchResult search(Problem<?> problem, Algorithm algorithm, Budget budget) {
    return switch (algorithm) {
      case REVISIONS -> Revisions.search(problem, budget);
      case ZONES -> Zones.search(problem, budget);
      case FRONTIER -> Frontier.search(problem, budget);
      case WGL -> WingGong.search(problem, budget);
      case REFINEMENT -> Refinement.search(problem, budget);
      case EXHAUSTIVE -> Exhaustive.search(problem, budget);
      case AUTO, COMPETITION ->
          throw new IllegalArgumentException(algorithm.label() + " is not one search");
    };
  }
}
