package dev.palisade.sim.mutant;

import dev.palisade.sim.RunReport;
import dev.palisade.sim.Shrinker;
import dev.palisade.sim.Simulation;
import dev.palisade.sim.fault.Profile;
import java.util.function.Function;

/**
 * Runs seeds in the world that it was loaded into, be it that of a mutant: asked and answered in
 * texts, which all worlds share. The profile is {@link Profile#EVERYTHING}. Thread-safe.
 */
public final class Probe implements Function<String, String> {
  /** Before a seed: the answer is the oracle that saw the run fail, or empty. */
  public static final String ORACLE = "oracle ";

  /** Before a seed: the answer is the trace of the run. */
  public static final String TRACE = "trace ";

  /** Before a seed that fails: the answer tells the fewest faults with which it still does. */
  public static final String SHRINK = "shrink ";

  /** Made by name in the world of a mutant. */
  public Probe() {}

  @Override
  public String apply(String question) {
    long seed = Long.parseLong(question.substring(question.indexOf(' ') + 1));
    if (question.startsWith(ORACLE)) {
      RunReport.Failure failure = Simulation.run(seed, Profile.EVERYTHING, null).violation();
      return failure == null ? "" : failure.oracle();
    }
    if (question.startsWith(TRACE)) {
      StringBuilder trace = new StringBuilder();
      Simulation.run(seed, Profile.EVERYTHING, line -> trace.append(line).append('\n'));
      return trace.toString();
    }
    if (question.startsWith(SHRINK)) {
      return Shrinker.shrink(seed, Profile.EVERYTHING, plan -> {}).describe();
    }
    throw new IllegalArgumentException("unknown question: " + question);
  }
}
