package dev.palisade.sim.world;

/** What nodes did in a run, as far as nothing else counts it. Not thread-safe. */
public final class Counts {
  private long snapshotsTaken;
  private long snapshotsInstalled;
  private long membershipsChanged;

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
