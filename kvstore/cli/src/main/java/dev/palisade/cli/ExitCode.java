package dev.palisade.cli;

/** What the exit codes mean; docs/operations.md lists them for scripts. Never renumber. */
public final class ExitCode {
  /** All went well. */
  public static final int OK = 0;

  /** Anything not named below. */
  public static final int ERROR = 1;

  /** The command line makes no sense. */
  public static final int USAGE = 2;

  /** There is no such key or fence, or the compares of a transaction did not hold. */
  public static final int NOT_FOUND = 3;

  /** No quorum answered in time. */
  public static final int NO_QUORUM = 4;

  /** The cluster is not healthy: no leader, or a node that cannot be reached. */
  public static final int UNHEALTHY = 5;

  /** A fence refused the write. */
  public static final int FENCED = 6;

  /** A run, or a history, broke what must hold. */
  public static final int VIOLATION = 7;

  /** A history could not be judged within its time and memory. */
  public static final int UNDECIDED = 8;

  /** The node was removed from its cluster; it must not be started again. */
  public static final int REMOVED = 9;

  /** Ctrl-C. */
  public static final int INTERRUPTED = 130;

  private ExitCode() {}
}
