package dev.palisade.harness.cluster;

/** How a node's process is. */
public enum Life {
  UP,
  /** Stopped by a signal until it is told to go on. */
  PAUSED,
  DOWN;

  /** As in {@code nodes.jsonl}. */
  public String word() {
    return name().toLowerCase(java.util.Locale.ROOT);
  }
}
