package dev.palisade.kv.state;

/**
 * How much the state machine keeps in memory. Replicas of one cluster must agree on every number,
 * or they diverge.
 *
 * @param sessions beyond, the least recently used in log order is expired
 * @param sessionAnswerBytes a session with more remembered than this is refused until it
 *     acknowledges
 * @param totalAnswerBytes beyond, the least recently used session in log order is expired
 * @param fences fences, and as many protected prefixes
 */
public record Bounds(int sessions, long sessionAnswerBytes, long totalAnswerBytes, int fences) {
  /** What a cluster uses. */
  public static final Bounds STANDARD = new Bounds(10_000, 8 << 20, 64 << 20, 100_000);
}
