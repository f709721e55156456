package dev.palisade.sim.fault;

/**
 * One fault in an otherwise healthy cluster, with what must hold meanwhile. What a cluster survives
 * by being slow looks healthy in a storm; here it does not.
 */
public enum Drill {
  NONE,
  /** The leader's disk stands still: another leader must take over, and writes complete. */
  STALLED_LEADER,
  /** The leader hears nobody: it must step down, and writes complete. */
  DEAF_LEADER,
  /** The leader is killed: writes complete soon. */
  DEAD_LEADER,
  /** A follower hears nobody: the leader stays. */
  DEAF_FOLLOWER,
  /** A follower is cut off and comes back: the leader stays. */
  RETURNING_FOLLOWER,
  /** A follower and the leader do not hear each other, both hear the others: the leader stays. */
  PARTED_FROM_LEADER,
  /** One follower after the other is told that the leader's process has ended: the leader stays. */
  FALSE_HINTS
}
