package dev.palisade.harness.fault;

/** Kinds of faults. */
public enum Family {
  PARTITION,
  PROCESS,
  NETWORK,
  CLOCK,
  DISK,
  MEMBERSHIP,
  HOSTILE;

  /** As in commands and files. */
  public String word() {
    return name().toLowerCase(java.util.Locale.ROOT);
  }
}
