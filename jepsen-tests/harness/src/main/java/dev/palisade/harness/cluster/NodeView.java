package dev.palisade.harness.cluster;

/**
 * How a node sees itself and its cluster.
 *
 * @param reachable whether it answered; if not, all else says nothing
 * @param role in capital letters as {@code LEADER} or {@code FOLLOWER}; empty when unknown
 * @param term the term it is in; 0 when unknown
 * @param leader the number of the node that it takes for the leader; 0 when it knows none
 * @param commit the highest log index that it knows to be committed
 * @param applied the highest log index that its state holds
 */
public record NodeView(
    boolean reachable, String role, long term, int leader, long commit, long applied) {
  private static final NodeView UNREACHABLE = new NodeView(false, "", 0, 0, 0, 0);

  /** That of a node that does not answer. */
  public static NodeView unreachable() {
    return UNREACHABLE;
  }

  /** Whether it says that it leads. */
  public boolean leads() {
    return reachable && role.equals("LEADER");
  }
}
