package dev.palisade.harness.fault;

import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.random.RandomGenerator;

/**
 * Which faults meet when; the same for the same seed. Each fault is had alone and together with
 * each other one that it does not exclude; then all begins anew. Those that were had least come
 * first, so that a short run has had every fault, and a long one every pair.
 */
final class Schedule {
  /** No fault takes more of a run than this part of it. */
  private static final int MOST_OF_RUN = 8;

  private static final int MOST_QUIET_MILLIS = 800;

  private final List<Fault> faults;
  private final RandomGenerator dice;
  private final int mostMillis;
  private final List<List<Fault>> left = new ArrayList<>();
  private final Map<Fault, Integer> had = new LinkedHashMap<>();

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
  }

  /** Every fault alone and every pair that may be had together. */
  List<List<Fault>> combinations() {
    List<List<Fault>> all = new ArrayList<>();
    for (int i = 0; i < faults.size(); i++) {
      all.add(List.of(faults.get(i)));
      for (int j = i + 1; j < faults.size(); j++) {
        if (Collections.disjoint(faults.get(i).grips(), faults.get(j).grips())) {
          all.add(List.of(faults.get(i), faults.get(j)));
        }
      }
    }
    return all;
  }

  Round next() {
    if (left.isEmpty()) {
      left.addAll(combinations());
      Collections.shuffle(left, java.util.Random.from(dice));
    }
    List<Fault> chosen = Collections.min(left, (a, b) -> Double.compare(meanHad(a), meanHad(b)));
    left.remove(chosen);
    List<Fault> order = new ArrayList<>(chosen);
    Collections.shuffle(order, java.util.Random.from(dice));
    List<Round.Step> steps = new ArrayList<>();
    int after = 0;
    for (Fault fault : order) {
      had.merge(fault, 1, Integer::sum);
      int hold = hold(fault.span());
      steps.add(new Round.Step(fault, after, hold));
      // The second begins while the first is there.
      after += dice.nextInt(hold / 2 + 1);
    }
    return new Round(steps, dice.nextInt(MOST_QUIET_MILLIS));
  }

  private double meanHad(List<Fault> some) {
    return some.stream().mapToInt(fault -> had.getOrDefault(fault, 0)).average().orElse(0);
  }

  /** Short ones are more frequent than long ones: logarithmic between least and most. */
  private int hold(Fault.Span span) {
    double least = Math.max(1, Math.min(span.leastMillis(), mostMillis));
    double most = Math.max(least, Math.min(span.mostMillis(), mostMillis));
    return (int) Math.round(least * Math.pow(most / least, dice.nextDouble()));
  }
}
