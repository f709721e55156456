package dev.palisade.raft.core;

/**
 * How a leader feeds one follower. In every state {@code match < next}: what is known to match is
 * not sent again (I6).
 */
sealed interface Progress {
  /** The follower's log is known to match, durably, up to here. */
  long match();

  /** The next entry to send. */
  long next();

  /** For observers. */
  String label();

  /**
   * Where the logs part is not known: one message at a time.
   *
   * @param awaiting a message with base {@code next - 1} was sent and not answered
   */
  record Probe(long match, long next, boolean awaiting) implements Progress {
    @Override
    public String label() {
      return "probe";
    }
  }

  /** The logs agree up to {@code match}: entries are sent ahead, [match + 1, next) on the way. */
  record Replicate(long match, long next) implements Progress {
    @Override
    public String label() {
      return "replicate";
    }
  }

  /**
   * The entry that the follower needs next, or the id of the one before it, precedes the leader's
   * log. It is offered the newest snapshot, until it holds what the log's base stands for.
   */
  record Snapshotting(long match) implements Progress {
    @Override
    public long next() {
      return match + 1;
    }

    @Override
    public String label() {
      return "snapshotting";
    }
  }
}
