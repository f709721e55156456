package dev.palisade.checker.search;

import dev.palisade.checker.model.RegisterAccess;
import dev.palisade.checker.model.RegisterAccess.Excluded;
import dev.palisade.checker.model.RegisterAccess.Read;
import dev.palisade.checker.model.RegisterAccess.Swap;
import dev.palisade.checker.model.RegisterAccess.Write;
import java.util.Arrays;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Decides registers whose written values all differ, in O(n log n) (Gibbons and Korach 1997,
 * "Testing shared memories"): who reads a value tells which write it follows, so calls form
 * clusters, one for each value, and only the order of the clusters is open.
 *
 * <p>Beyond the paper: a successful compare-and-set ties the cluster of the value that it replaces
 * to its own, without anything between; such chains are treated as one cluster. A crashed write
 * took effect exactly if its value was seen.
 */
public final class Zones {
  static final byte READ = 0;
  static final byte WRITE = 1;
  static final byte SWAP = 2;

  /** The number of the initial value. */
  static final int INITIAL_VALUE = 0;

  /** The writer of a value that nobody writes. */
  static final int NOBODY = -1;

  final int size;
  final boolean[] required;
  final int[] starts;
  final int[] finishes;
  final byte[] kinds;

  /** The value that a read or swap saw; the numbers of values count from 0. */
  final int[] seen;

  /** The value that a write or swap left. */
  final int[] left;

  /** The call that writes each value. */
  int[] writers = new int[0];

  private Zones(Problem<?> problem) {
    size = problem.size();
    required = problem.required();
    starts = new int[size];
    finishes = new int[size];
    kinds = new byte[size];
    seen = new int[size];
    left = new int[size];
    for (int call = 0; call < size; call++) {
      starts[call] = problem.calls().get(call).invokedAt();
      finishes[call] = problem.deadline(call);
    }
  }

  /** Decides, or answers that some value is written twice. */
  public static SearchResult search(Problem<?> problem, Budget budget) {
    return search(problem, budget, true);
  }

  /**
   * Like {@link #search}, without looking for the call that fails: in its place stands the last
   * one.
   */
  public static SearchResult searchRoughly(Problem<?> problem, Budget budget) {
    return search(problem, budget, false);
  }

  private static SearchResult search(Problem<?> problem, Budget budget, boolean exactly) {
    if (!(problem.model() instanceof RegisterAccess<?> register)) {
      return new SearchResult.NotApplicable(
          "zones need a register, and the model is a " + problem.model().name());
    }
    budget.check();
    long bytes = 160L * problem.size();
    budget.take(bytes);
    try {
      Zones zones = new Zones(problem);
      String obstacle = zones.encode(problem, register);
      if (obstacle != null) {
        return new SearchResult.NotApplicable(obstacle);
      }
      int[] order = new ZoneOrder(zones, Integer.MAX_VALUE).find();
      if (order != null) {
        return new SearchResult.Found(order);
      }
      return new SearchResult.None(exactly ? zones.earliestFailing(budget) : zones.size - 1);
    } finally {
      budget.giveBack(bytes);
    }
  }

  private @Nullable String encode(Problem<?> problem, RegisterAccess<?> register) {
    ValueNumbers numbers = new ValueNumbers();
    numbers.number(register.initialValue()); // The first, so it becomes INITIAL_VALUE.
    for (int call = 0; call < size; call++) {
      switch (register.access(problem.calls().get(call))) {
        case Read(Object value) -> encodeRead(call, numbers.number(value));
        case Write(Object value) -> {
          kinds[call] = WRITE;
          left[call] = numbers.number(value);
        }
        case Swap(Object from, Object to) -> {
          encodeRead(call, numbers.number(from));
          if (!Objects.equals(from, to)) {
            kinds[call] = SWAP;
            left[call] = numbers.number(to);
          }
        }
        case Excluded excluded -> {
          return "a failed compare-and-set counts as evidence, which zones cannot use";
        }
      }
    }
    return findWriters(problem, numbers.size());
  }

  private void encodeRead(int call, int value) {
    kinds[call] = READ;
    seen[call] = value;
  }

  private @Nullable String findWriters(Problem<?> problem, int values) {
    writers = new int[values];
    Arrays.fill(writers, NOBODY);
    for (int call = 0; call < size; call++) {
      if (kinds[call] == READ) {
        continue;
      }
      if (left[call] == INITIAL_VALUE) {
        return "the initial value is written by " + problem.calls().get(call);
      }
      if (writers[left[call]] != NOBODY) {
        return "one value is written by %s and by %s"
            .formatted(problem.calls().get(writers[left[call]]), problem.calls().get(call));
      }
      writers[left[call]] = call;
    }
    return null;
  }

  /**
   * The call whose completion ends the shortest prefix that has no order. What comes later can only
   * take orders away, so it is found by halving.
   */
  private int earliestFailing(Budget budget) {
    int[] completions =
        Arrays.stream(finishes).filter(finish -> finish != Integer.MAX_VALUE).sorted().toArray();
    int low = 0;
    int high = completions.length - 1;
    while (low < high) {
      budget.check();
      int middle = (low + high) >>> 1;
      if (new ZoneOrder(this, completions[middle]).find() == null) {
        high = middle;
      } else {
        low = middle + 1;
      }
    }
    for (int call = 0; call < size; call++) {
      if (finishes[call] == completions[low]) {
        return call;
      }
    }
    throw new IllegalStateException("no call completes at " + completions[low]);
  }
}
