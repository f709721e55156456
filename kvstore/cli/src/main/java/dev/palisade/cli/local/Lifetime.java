package dev.palisade.cli.local;

/** How long the processes of a local cluster live. */
public enum Lifetime {
  /** Until they are stopped: they outlive the command that started them and its terminal. */
  DETACHED,
  /**
   * As long as the process that started them, however that one ends: each node stops when its
   * standard input closes.
   */
  TIED
}
