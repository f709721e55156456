package dev.palisade.sim.oracle;

import dev.palisade.raft.NodeId;
import java.util.HashMap;
import java.util.Map;

/**
 * Watches by what leaders are confirmed: whoever answers a heartbeat answers one that it was sent
 * in that term. Otherwise a read could be served by a leader that was deposed since. Not
 * thread-safe.
 */
public final class Rounds {
  private record Link(NodeId leader, NodeId follower, long term) {}

  private final Map<Link, Long> lastAsked = new HashMap<>();

  /** A leader sends a heartbeat; rounds rise within a term. */
  public void asked(NodeId leader, NodeId follower, long term, long round) {
    lastAsked.merge(new Link(leader, follower, term), round, Math::max);
  }

  /** A replica answers a heartbeat; round 0 confirms nothing. */
  public void answered(NodeId follower, NodeId leader, long term, long round) {
    long last = lastAsked.getOrDefault(new Link(leader, follower, term), 0L);
    if (round > last) {
      throw new Violation(
          Oracle.READ_ROUNDS,
          "%s confirms round %d of term %d to %s, which has asked it for rounds up to %d"
              .formatted(follower, round, term, leader, last));
    }
  }
}
