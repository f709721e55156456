package dev.palisade.raft.replica;

import java.io.IOException;

/**
 * The state of this replica is not what the log makes of it: the replica must serve nothing more,
 * and get its state anew.
 */
public final class StateDivergedException extends IOException {
  private static final long serialVersionUID = 1L;

  StateDivergedException(StateReport own, StateReport right) {
    super(
        "behind entry %s the state of a majority hashes to %s, that of this node to %s"
            .formatted(own.at(), right.hash(), own.hash()));
  }
}
