package dev.palisade.raft;

/**
 * A snapshot as the algorithm knows it: what it stands for, not its bytes.
 *
 * @param lastIncluded the last entry whose effects are in it; it was committed
 * @param membership the configuration in force there
 * @param reference names the bytes for whoever keeps them; the algorithm passes it on
 */
public record Snapshot(EntryId lastIncluded, Membership membership, String reference) {
  /** Index of {@link #lastIncluded}. */
  public long index() {
    return lastIncluded.index();
  }
}
