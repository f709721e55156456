package dev.palisade.sim;

import dev.palisade.sim.fault.Drill;
import dev.palisade.sim.fault.Fault;
import dev.palisade.sim.fault.Plan;
import dev.palisade.sim.fault.Profile;
import dev.palisade.sim.world.Network.Weather;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/**
 * Looks for the fewest faults with which a seed still breaks the same thing: delta debugging
 * (Zeller and Hildebrandt 2002) over the plan of faults.
 */
public final class Shrinker {
  /**
   * What is left.
   *
   * @param plan with no fault, drill or bad weather that could be taken out alone
   * @param report of its run
   * @param runs how many runs it took
   */
  public record Shrunk(Plan plan, RunReport report, int runs) {
    /** Faults, drill and violation, a line each. */
    public String describe() {
      StringBuilder text = new StringBuilder();
      plan.faults().forEach(fault -> text.append(fault).append('\n'));
      if (!plan.weather().equals(Weather.CALM)) {
        text.append(plan.weather()).append('\n');
      }
      if (plan.drill() != Drill.NONE) {
        text.append("drill ").append(plan.drill()).append('\n');
      }
      RunReport.Failure failure = report.violation();
      if (failure != null) {
        text.append(failure.oracle()).append(": ").append(failure.message()).append('\n');
      }
      return text.toString();
    }
  }

  private final long seed;
  private final Profile profile;
  private final String oracle;
  private final Consumer<Plan> progress;
  private Plan plan;
  private RunReport report;
  private int runs;

  private Shrinker(long seed, Profile profile, RunReport failed, Consumer<Plan> progress) {
    this.seed = seed;
    this.profile = profile;
    this.report = failed;
    this.progress = progress;
    this.plan = Plan.of(seed, profile);
    RunReport.Failure failure = failed.violation();
    if (failure == null) {
      throw new IllegalArgumentException("seed " + seed + " breaks nothing");
    }
    this.oracle = failure.oracle();
  }

  /**
   * Shrinks the plan of a seed that fails.
   *
   * @param progress hears of every smaller plan
   * @throws IllegalArgumentException if the seed breaks nothing
   */
  public static Shrunk shrink(long seed, Profile profile, Consumer<Plan> progress) {
    RunReport failed = Simulation.run(seed, profile, null);
    return new Shrinker(seed, profile, failed, progress).run();
  }

  private Shrunk run() {
    fails(plan.withoutDrill());
    fails(plan.inCalmWeather());
    int parts = 2;
    while (!plan.faults().isEmpty() && parts <= 2 * plan.faults().size()) {
      int size = Math.max(1, plan.faults().size() / parts);
      boolean smaller = false;
      for (int from = 0; from < plan.faults().size(); from += size) {
        smaller |= fails(plan.with(without(plan.faults(), from, from + size)));
      }
      if (size == 1 && !smaller) {
        break;
      }
      parts = smaller ? 2 : 2 * parts;
    }
    return new Shrunk(plan, report, runs);
  }

  private static List<Fault> without(List<Fault> faults, int from, int toExclusive) {
    List<Fault> rest = new ArrayList<>(faults.subList(0, from));
    rest.addAll(faults.subList(Math.min(faults.size(), toExclusive), faults.size()));
    return rest;
  }

  /** Whether the plan breaks the same thing; then it is the plan from now on. */
  private boolean fails(Plan smaller) {
    if (smaller.equals(plan)) {
      return false;
    }
    runs++;
    RunReport tried = Simulation.run(seed, profile, smaller, null);
    RunReport.Failure failure = tried.violation();
    if (failure == null || !failure.oracle().equals(oracle)) {
      return false;
    }
    plan = smaller;
    report = tried;
    progress.accept(smaller);
    return true;
  }
}
