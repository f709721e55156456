package dev.palisade.harness.fault;

import dev.palisade.harness.fault.Fault.Grip;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.random.RandomGenerator;
import java.util.stream.Stream;

/**
 * Which faults meet when; the same for the same seed. Each fault is had alone and together with
 * each other one that it does not exclude; when nothing is left it begins anew. Those that were had
 * least come first, so that a short run has had every fault, and a long one every pair. To most
 * pairs comes a third fault that costs no node its copy of the data: such faults are had more
 * often, and pairs sooner.
 *
 * <p>Rounds follow each other without waiting for the cluster to recover, for a few faults at a
 * time. Between two recoveries at most one fault is had that takes {@link Grip#COPY}.
 */
final class Schedule {
  /** No fault takes more of a run than this part of it. */
  private static final int MOST_OF_RUN = 8;

  private static final int MOST_QUIET_MILLIS = 500;

  /** From the beginning of one fault of a round to the beginning of the next. */
  private static final int MOST_APART_MILLIS = 700;

  private static final int LEAST_FAULTS_TO_RECOVERY = 8;
  private static final int MOST_FAULTS_TO_RECOVERY = 12;

  /** One in so many faults may stay as long as its span allows; the others end sooner. */
  private static final int LONG_ONE_IN = 5;

  private static final double SHORT_TIMES_LEAST = 2;

  private final List<Fault> faults;
  private final RandomGenerator dice;
  private final int mostMillis;
  private final List<List<Fault>> left = new ArrayList<>();
  private final Map<Fault, Integer> had = new LinkedHashMap<>();
  private int untilRecovery;
  private boolean isCopyTaken;

  /**
   * Plans for a run.
   *
   * @param faults at least one
   * @param runMillis how long the run takes
   */
  Schedule(List<Fault> faults, long runMillis, RandomGenerator dice) {
    this.faults = List.copyOf(faults);
    this.dice = dice;
    this.mostMillis = Math.clamp(runMillis / MOST_OF_RUN, 1, Integer.MAX_VALUE);
    this.faults.forEach(fault -> had.put(fault, 0));
    recover();
  }

  /** Every fault alone and every pair that may be had together. */
  List<List<Fault>> combinations() {
    List<List<Fault>> all = new ArrayList<>();
    for (int i = 0; i < faults.size(); i++) {
      all.add(List.of(faults.get(i)));
      for (int j = i + 1; j < faults.size(); j++) {
        if (mayMeet(faults.get(i), faults.get(j))) {
          all.add(List.of(faults.get(i), faults.get(j)));
        }
      }
    }
    return all;
  }

  private static boolean mayMeet(Fault one, Fault other) {
    return Collections.disjoint(one.grips(), other.grips());
  }

  private static boolean takesCopy(List<Fault> some) {
    return some.stream().anyMatch(fault -> fault.grips().contains(Grip.COPY));
  }

  Round next() {
    if (left.stream().noneMatch(this::isAllowed)) {
      List<List<Fault>> again = combinations();
      again.removeIf(each -> !isAllowed(each));
      Collections.shuffle(again, java.util.Random.from(dice));
      left.addAll(again);
    }
    List<Fault> order = new ArrayList<>(choose());
    Collections.shuffle(order, java.util.Random.from(dice));
    untilRecovery -= order.size();
    isCopyTaken |= takesCopy(order);
    Round.Then then = isRecoveryDue() ? Round.Then.RECOVERY : Round.Then.NEXT;
    if (then == Round.Then.RECOVERY) {
      recover();
    }
    return new Round(steps(order), then, dice.nextInt(MOST_QUIET_MILLIS));
  }

  private void recover() {
    isCopyTaken = false;
    untilRecovery = dice.nextInt(LEAST_FAULTS_TO_RECOVERY, MOST_FAULTS_TO_RECOVERY + 1);
  }

  private boolean isRecoveryDue() {
    boolean isNothingAllowed = faults.stream().noneMatch(fault -> isAllowed(List.of(fault)));
    return untilRecovery <= 0 || isNothingAllowed;
  }

  private boolean isAllowed(List<Fault> some) {
    return !isCopyTaken || !takesCopy(some);
  }

  private List<Fault> choose() {
    // What takes long to recover from comes first after a recovery, and other faults meanwhile.
    Comparator<List<Fault>> order =
        Comparator.comparing((List<Fault> some) -> !takesCopy(some))
            .thenComparingDouble(this::meanHad);
    List<Fault> chosen = left.stream().filter(this::isAllowed).min(order).orElseThrow();
    left.remove(chosen);
    chosen.forEach(fault -> had.merge(fault, 1, Integer::sum));
    if (chosen.size() < 2) {
      return chosen;
    }
    return third(chosen).map(fault -> with(chosen, fault)).findFirst().orElse(chosen);
  }

  private double meanHad(List<Fault> some) {
    return some.stream().mapToInt(fault -> had.getOrDefault(fault, 0)).average().orElse(0);
  }

  /** What may join a pair; first what meets those of the pair that it has not met yet. */
  private Stream<Fault> third(List<Fault> pair) {
    List<Fault> shuffled = new ArrayList<>(faults);
    Collections.shuffle(shuffled, java.util.Random.from(dice));
    return shuffled.stream()
        .filter(fault -> !pair.contains(fault) && !fault.grips().contains(Grip.COPY))
        .filter(fault -> pair.stream().allMatch(each -> mayMeet(each, fault)))
        .sorted(Comparator.comparingInt(fault -> -newPairs(pair, fault)));
  }

  private int newPairs(List<Fault> pair, Fault third) {
    return (int) left.stream().filter(each -> isPairOf(each, pair, third)).count();
  }

  private static boolean isPairOf(List<Fault> combination, List<Fault> pair, Fault third) {
    return combination.size() == 2
        && combination.contains(third)
        && !Collections.disjoint(combination, pair);
  }

  private List<Fault> with(List<Fault> pair, Fault third) {
    left.removeIf(each -> isPairOf(each, pair, third));
    return Stream.concat(pair.stream(), Stream.of(third)).toList();
  }

  /** Each begins while all before it are there. */
  private List<Round.Step> steps(List<Fault> order) {
    List<Round.Step> steps = new ArrayList<>();
    int after = 0;
    int firstEnd = Integer.MAX_VALUE;
    for (Fault fault : order) {
      int hold = hold(fault.span());
      steps.add(new Round.Step(fault, after, hold));
      firstEnd = Math.min(firstEnd, after + hold);
      after += dice.nextInt(Math.min((firstEnd - after) / 2, MOST_APART_MILLIS) + 1);
    }
    return steps;
  }

  /** Short ones are more frequent than long ones: logarithmic between least and most. */
  private int hold(Fault.Span span) {
    double least = Math.max(1, Math.min(span.leastMillis(), mostMillis));
    double longest = Math.max(least, Math.min(span.mostMillis(), mostMillis));
    boolean isLong = dice.nextInt(LONG_ONE_IN) == 0;
    double most = isLong ? longest : Math.min(longest, SHORT_TIMES_LEAST * least);
    return (int) Math.round(least * Math.pow(most / least, dice.nextDouble()));
  }
}
