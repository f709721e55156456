package dev.palisade.raft;

/**
 * A replica's identity: positive, chosen when the replica is created, never reused after the
 * replica was removed or wiped.
 */
public record NodeId(int value) implements Comparable<NodeId> {
  public NodeId {
    if (value <= 0) {
      throw new IllegalArgumentException("node id must be positive, was " + value);
    }
  }

  @Override
  public int compareTo(NodeId other) {
    return Integer.compare(value, other.value);
  }

  @Override
  public String toString() {
    return "n" + value;
  }
}
