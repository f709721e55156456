package dev.palisade.sim.world;

/** What nodes did in a run, as far as nothing else counts it. Not thread-safe. */
public final class Counts {
  private long snapshotsTaken;
  private long snapshotsInstalled;
  private long membershipsChanged;
  private long lossesFound;
  private long lossesRepaired;
  private long quarantines;
  private long comparisons;
  private long damagesFoundByLinks;

  void lossFound() {
    lossesFound++;
  }

  void promiseKept() {
    lossesRepaired++;
  }

  void quarantined() {
    quarantines++;
  }

  void damageFoundByALink() {
    damagesFoundByLinks++;
  }

  /** Messages that were not sent since their entries were damaged in the leader's log. */
  public long damagesFoundByLinks() {
    return damagesFoundByLinks;
  }

  void statesCompared() {
    comparisons++;
  }

  /** Replicas that found their log damaged or their state gone. */
  public long lossesFound() {
    return lossesFound;
  }

  /** Replicas that got back what they had lost. */
  public long lossesRepaired() {
    return lossesRepaired;
  }

  /** States that were found wrong or damaged, and dropped. */
  public long quarantines() {
    return quarantines;
  }

  /** Comparisons of all replicas' states. */
  public long comparisons() {
    return comparisons;
  }

  void snapshotTaken() {
    snapshotsTaken++;
  }

  void snapshotInstalled() {
    snapshotsInstalled++;
  }

  /** A change of membership that someone asked for is done. */
  public void membershipChanged() {
    membershipsChanged++;
  }

  public long snapshotsTaken() {
    return snapshotsTaken;
  }

  public long snapshotsInstalled() {
    return snapshotsInstalled;
  }

  public long membershipsChanged() {
    return membershipsChanged;
  }
}
