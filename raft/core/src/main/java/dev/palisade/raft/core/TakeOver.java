package dev.palisade.raft.core;

import dev.palisade.raft.NodeId;

/**
 * When a follower campaigns after its leader's process has ended. All of them learn of it at about
 * the same time and would split the votes, so voters take turns by their ids, a tenth of the
 * election timeout each: time enough for an election. The first third of a turn lets the others
 * learn of it, too; the moment is drawn from the second third.
 */
final class TakeOver {
  private static final int TURNS = 10;

  private TakeOver() {}

  /** The moment, before the election timeout ends. */
  static long drawDeadlineNanos(ReplicaState state, NodeId gone) {
    long turn = state.config().timeouts().electionNanos() / TURNS;
    long third = Math.max(1, turn / 3);
    long earlier =
        state.membership().voters().stream()
            .filter(voter -> voter.compareTo(state.self()) < 0 && !voter.equals(gone))
            .count();
    return state.nowNanos() + Math.min(earlier, TURNS - 1) * turn + third + state.draw(third);
  }
}
