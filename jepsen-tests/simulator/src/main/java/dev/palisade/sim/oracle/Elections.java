package dev.palisade.sim.oracle;

import dev.palisade.raft.NodeId;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Who led which term. Not thread-safe. */
public final class Elections {
  private final TreeMap<Long, NodeId> leaders = new TreeMap<>();

  /** A replica says that it leads. */
  public void leads(NodeId node, long term) {
    NodeId earlier = leaders.putIfAbsent(term, node);
    if (earlier != null && !earlier.equals(node)) {
      throw new Violation(
          Oracle.ELECTION_SAFETY, "term " + term + " has two leaders, " + earlier + " and " + node);
    }
  }

  /** Who led the term, or null when nobody did. */
  public @Nullable NodeId leaderOf(long term) {
    return leaders.get(term);
  }

  /** How many terms had a leader. */
  public int count() {
    return leaders.size();
  }
}
