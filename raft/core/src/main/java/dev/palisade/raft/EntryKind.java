package dev.palisade.raft;

/** What an entry's payload is. The codes are on disk and on the wire: never renumber. */
public enum EntryKind {
  /**
   * Empty: a leader's first entry, so that it can commit in its own term, and later ones whose
   * timestamp is what matters.
   */
  NO_OP(0),
  /** A command of the state machine. */
  COMMAND(1),
  /** A configuration of the cluster. */
  MEMBERSHIP(2),
  /** Empty; behind it every replica reports what its state hashes to. */
  STATE_MARK(3),
  /** That the states of some replicas are not what a majority's is. */
  STATE_VERDICT(4);

  private final int code;

  EntryKind(int code) {
    this.code = code;
  }

  public int code() {
    return code;
  }

  /** The kind with this code; throws IllegalArgumentException for an unknown one. */
  public static EntryKind ofCode(int code) {
    return switch (code) {
      case 0 -> NO_OP;
      case 1 -> COMMAND;
      case 2 -> MEMBERSHIP;
      case 3 -> STATE_MARK;
      case 4 -> STATE_VERDICT;
      default -> throw new IllegalArgumentException("unknown entry kind " + code);
    };
  }
}
