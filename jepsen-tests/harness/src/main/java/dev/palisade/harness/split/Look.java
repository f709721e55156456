package dev.palisade.harness.split;

/**
 * One line of {@code nodes.jsonl}: a node was looked at.
 *
 * @param nanos before the look; what it saw held between then and the next look at that node
 * @param life {@code up}, {@code paused} or {@code down}
 * @param role in capital letters; empty if the node did not answer
 * @param term 0 if the node did not answer
 */
record Look(long nanos, String life, String role, long term) {
  boolean isUp() {
    return life.equals("up");
  }

  boolean isDown() {
    return life.equals("down");
  }

  boolean isAnswered() {
    return !role.isEmpty() && term > 0;
  }

  boolean leads() {
    return role.equals("LEADER");
  }
}
