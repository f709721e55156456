package dev.palisade.sim;

import dev.palisade.sim.fault.Fault;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * How one run went.
 *
 * @param violation null when everything held
 * @param traceHash equal for equal runs
 * @param simulatedNanos how long the cluster lived
 * @param events turns, arrivals and timers
 * @param leaders terms that had a leader
 * @param operations of clients that ended, in any way
 * @param operationKinds the same by what was asked for
 * @param unknown of these, how many ended without the client knowing how
 * @param snapshotsTaken by replicas of their own state
 * @param snapshotsInstalled by replicas that were too far behind
 * @param membershipsChanged how many changes were asked for and are done
 * @param lossesRepaired how often a replica had lost part of its log or state and got it back
 * @param quarantines states that were found wrong or damaged, and dropped
 * @param comparisons of all replicas' states
 * @param applied entries of the log
 * @param faults by kind, in the order of their declaration
 */
public record RunReport(
    long seed,
    @Nullable Failure violation,
    long traceHash,
    long simulatedNanos,
    long events,
    long leaders,
    long operations,
    Map<String, Long> operationKinds,
    long unknown,
    long snapshotsTaken,
    long snapshotsInstalled,
    long membershipsChanged,
    long lossesRepaired,
    long quarantines,
    long comparisons,
    long applied,
    Map<Fault.Kind, Integer> faults) {
  /**
   * What was broken.
   *
   * @param oracle its name
   * @param atNanos of simulated time
   */
  public record Failure(String oracle, String message, long atNanos) {}

  public boolean isClean() {
    return violation == null;
  }
}
