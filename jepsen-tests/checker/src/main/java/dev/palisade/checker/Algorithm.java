package dev.palisade.checker;

/** The ways to decide linearizability; {@code docs/checker.md} explains each. */
public enum Algorithm {
  /** Chosen by what the history allows, partition by partition. */
  AUTO("auto"),
  /** Replay in the order of the revisions that responses carry. */
  REVISIONS("revisions"),
  /** Gibbons and Korach's zones, for registers whose writes are unique. */
  ZONES("zones"),
  /** Lowe's just-in-time linearization: all possible configurations, event by event. */
  FRONTIER("frontier"),
  /** Wing, Gong and Lowe: depth first, with a cache of configurations that failed. */
  WGL("wgl"),
  /** Frontier search that counts crashed calls only where it must. */
  REFINEMENT("refinement"),
  /** Refinement and WGL at the same time; the first to decide wins. */
  COMPETITION("competition"),
  /** Every order, without any cleverness: for tests of the others on small histories. */
  EXHAUSTIVE("exhaustive");

  private final String label;

  Algorithm(String label) {
    this.label = label;
  }

  /** The name on the command line and in output. */
  public String label() {
    return label;
  }
}
