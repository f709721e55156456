package dev.palisade.sim;

import dev.palisade.sim.fault.Fault;
import java.util.EnumMap;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/** What all runs of a campaign add up to. Thread-safe. */
public final class Totals {
  private long seeds;
  private long violations;
  private long simulatedNanos;
  private long events;
  private long leaders;
  private long operations;
  private final TreeMap<String, Long> operationKinds = new TreeMap<>();
  private long unknown;
  private long snapshotsTaken;
  private long snapshotsInstalled;
  private long membershipsChanged;
  private long lossesRepaired;
  private long quarantines;
  private long comparisons;
  private long applied;
  private final EnumMap<Fault.Kind, Long> faults = new EnumMap<>(Fault.Kind.class);

  synchronized void add(RunReport run) {
    seeds++;
    violations += run.isClean() ? 0 : 1;
    simulatedNanos += run.simulatedNanos();
    events += run.events();
    leaders += run.leaders();
    operations += run.operations();
    run.operationKinds().forEach((kind, count) -> operationKinds.merge(kind, count, Long::sum));
    unknown += run.unknown();
    snapshotsTaken += run.snapshotsTaken();
    snapshotsInstalled += run.snapshotsInstalled();
    membershipsChanged += run.membershipsChanged();
    lossesRepaired += run.lossesRepaired();
    quarantines += run.quarantines();
    comparisons += run.comparisons();
    applied += run.applied();
    run.faults().forEach((kind, count) -> faults.merge(kind, (long) count, Long::sum));
  }

  public synchronized long seeds() {
    return seeds;
  }

  public synchronized long violations() {
    return violations;
  }

  public synchronized double simulatedSeconds() {
    return simulatedNanos / 1e9;
  }

  /** Turns, arrivals and timers. */
  public synchronized long events() {
    return events;
  }

  /** Terms that had a leader. */
  public synchronized long leaders() {
    return leaders;
  }

  /** Operations of clients that ended, in any way. */
  public synchronized long operations() {
    return operations;
  }

  /** Operations by what was asked for. */
  public synchronized SortedMap<String, Long> operationKinds() {
    return new TreeMap<>(operationKinds);
  }

  /** Operations that ended without their client knowing how. */
  public synchronized long unknown() {
    return unknown;
  }

  /** By replicas of their own state. */
  public synchronized long snapshotsTaken() {
    return snapshotsTaken;
  }

  /** By replicas that were too far behind. */
  public synchronized long snapshotsInstalled() {
    return snapshotsInstalled;
  }

  /** Changes of membership that were asked for and are done. */
  public synchronized long membershipsChanged() {
    return membershipsChanged;
  }

  /** How often a replica had lost part of its log or state and got it back. */
  public synchronized long lossesRepaired() {
    return lossesRepaired;
  }

  /** States that were found wrong or damaged, and dropped. */
  public synchronized long quarantines() {
    return quarantines;
  }

  /** Comparisons of all replicas' states. */
  public synchronized long comparisons() {
    return comparisons;
  }

  /** Entries of all logs. */
  public synchronized long applied() {
    return applied;
  }

  /** By kind, in the order of their declaration. */
  public synchronized Map<Fault.Kind, Long> faults() {
    return new EnumMap<>(faults);
  }

  /** All faults of a family. */
  public synchronized long faults(Fault.Family family) {
    return faults.entrySet().stream()
        .filter(each -> each.getKey().family() == family)
        .mapToLong(Map.Entry::getValue)
        .sum();
  }

  /** How often machines lost their power; a fault of all machines counts once. */
  public synchronized long powerLosses() {
    long count = 0;
    for (Fault.Kind kind :
        new Fault.Kind[] {
          Fault.Kind.LOSE_POWER,
          Fault.Kind.LOSE_POWER_ALL,
          Fault.Kind.LOSE_POWER_WRITING,
          Fault.Kind.LOSE_POWER_WRITING_ALL,
          Fault.Kind.FAIL_SYNC_LEADER
        }) {
      count += faults.getOrDefault(kind, 0L);
    }
    return count;
  }
}
