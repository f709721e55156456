package dev.palisade.checker;

import dev.palisade.checker.history.Call;
import dev.palisade.checker.model.RegisterAccess;
import dev.palisade.checker.model.RegisterAccess.Excluded;
import dev.palisade.checker.model.RegisterAccess.Read;
import dev.palisade.checker.model.RegisterAccess.Swap;
import dev.palisade.checker.model.RegisterAccess.Write;
import dev.palisade.checker.search.Budget;
import dev.palisade.checker.search.BudgetExhaustedException;
import dev.palisade.checker.search.Problem;
import dev.palisade.checker.search.SearchResult;
import dev.palisade.checker.search.Zones;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Makes a history that is not linearizable smaller (Zeller and Hildebrandt 2002, delta debugging),
 * by steps that never make a linearizable history violate its model, so what is left proves the
 * violation of the whole: taking calls away that only read, and, in registers, all calls on one
 * value that no compare-and-set ties to another. A write alone is never taken from under its reads.
 */
final class Shrinking<S> {
  private static final long NANOS_EACH = 200_000_000;
  private static final long NANOS_EACH_CALL = 5_000;

  private final Budget budget;

  Shrinking(Budget budget) {
    this.budget = budget;
  }

  /**
   * The smallest part found within the budget.
   *
   * @param suspects parts that may violate the model, and last one that certainly does
   */
  Problem<S> shrink(List<Problem<S>> suspects) {
    Problem<S> smallest = suspects.getLast();
    try {
      for (int i = suspects.size() - 2; i >= 0; i--) {
        smallest = violates(suspects.get(i)) ? suspects.get(i) : smallest;
      }
      for (int before = -1; before != smallest.size(); ) {
        before = smallest.size();
        smallest = without(smallest, valueGroups(smallest));
        smallest = without(smallest, observations(smallest));
      }
      return smallest;
    } catch (BudgetExhaustedException e) {
      return smallest;
    }
  }

  /** Takes groups away, many at a time at first, then fewer, down to one by one. */
  private Problem<S> without(Problem<S> start, List<List<Call>> groups) {
    Problem<S> smallest = start;
    List<List<Call>> left = groups;
    for (int chunk = groups.size(); chunk > 0; chunk /= 2) {
      List<List<Call>> kept = new ArrayList<>();
      for (int from = 0; from < left.size(); from += chunk) {
        List<List<Call>> tried = left.subList(from, Math.min(left.size(), from + chunk));
        Problem<S> smaller = remove(smallest, tried);
        budget.check();
        if (violates(smaller)) {
          smallest = smaller;
        } else {
          kept.addAll(tried);
        }
      }
      left = kept;
    }
    return smallest;
  }

  private Problem<S> remove(Problem<S> from, List<List<Call>> groups) {
    BitSet removed = new BitSet();
    groups.forEach(group -> group.forEach(call -> removed.set(call.invokedAt())));
    return Problem.of(
        from.model(),
        from.calls().stream().filter(call -> !removed.get(call.invokedAt())).toList());
  }

  private boolean violates(Problem<S> smaller) {
    long nanos = NANOS_EACH + NANOS_EACH_CALL * smaller.size();
    return switch (Zones.searchRoughly(smaller, budget)) {
      case SearchResult.Found found -> false;
      case SearchResult.None none -> true;
      case SearchResult.NotApplicable other ->
          Decider.decide(smaller, Algorithm.AUTO, budget.part(nanos), 1)
              instanceof Decision.Decided(var by, SearchResult.None none);
    };
  }

  private List<List<Call>> observations(Problem<S> problem) {
    return problem.calls().stream().filter(problem.model()::readOnly).map(List::of).toList();
  }

  /** The calls on each value of a register, unless a compare-and-set ties it to another. */
  private List<List<Call>> valueGroups(Problem<S> problem) {
    if (!(problem.model() instanceof RegisterAccess<?> register)) {
      return List.of();
    }
    Map<String, List<Call>> groups = new LinkedHashMap<>();
    Set<String> tied = new HashSet<>();
    tied.add(String.valueOf(register.initialValue()));
    for (Call call : problem.calls()) {
      switch (register.access(call)) {
        case Read(Object value) -> join(groups, value, call);
        case Write(Object value) -> join(groups, value, call);
        case Swap(Object from, Object to) -> {
          tied.add(String.valueOf(from));
          tied.add(String.valueOf(to));
        }
        case Excluded excluded -> {
          // Without a write, the value before it would reach further and contradict this.
          return List.of();
        }
      }
    }
    groups.keySet().removeAll(tied);
    return List.copyOf(groups.values());
  }

  private static void join(Map<String, List<Call>> groups, @Nullable Object value, Call call) {
    groups.computeIfAbsent(String.valueOf(value), v -> new ArrayList<>()).add(call);
  }
}
