package dev.palisade.raft.runtime;

/** Ends the process when a replica can no longer be trusted. */
@FunctionalInterface
public interface Halt {
  /** Exit code of a process that halted itself. */
  int EXIT_CODE = 70;

  /**
   * Stops everything at once, so that nothing more is acknowledged.
   *
   * @param actor whose turn failed
   */
  void halt(String actor, Throwable cause);
}
