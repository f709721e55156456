package dev.palisade.client;

/** The revision that was asked for is compacted. */
public final class CompactedException extends RefusedException {
  private static final long serialVersionUID = 1L;

  private final long compactedRevision;

  CompactedException(String message, long compactedRevision) {
    super(message);
    this.compactedRevision = compactedRevision;
  }

  /** Reads below this revision are refused. */
  public long compactedRevision() {
    return compactedRevision;
  }
}
