package dev.palisade.kv.state;

/**
 * How much clients can make the state machine keep, beside keys and values. Replicas of one cluster
 * must agree on every number, or they diverge. Whether a bound is reached is counted from the state
 * alone: a replica that restarts or restores a snapshot counts the same. What goes beyond is
 * refused.
 *
 * @param sessions open at once
 * @param sessionAnswerBytes a session that keeps more unacknowledged answers than this is refused
 *     until it acknowledges some
 * @param totalAnswerBytes once all sessions together keep more, only those that keep none go on
 * @param answers likewise for the number of answers that are kept
 * @param fences fences, and as many protected prefixes
 * @param protectionBytes of all protected prefixes, each counted as {@link Protections#costOf}
 */
public record Bounds(
    int sessions,
    long sessionAnswerBytes,
    long totalAnswerBytes,
    int answers,
    int fences,
    long protectionBytes) {
  /** What a cluster uses. docs/operations.md adds up what that takes of the heap. */
  public static final Bounds STANDARD =
      new Bounds(10_000, 8 << 20, 64 << 20, 24_576, 100_000, 4 << 20);

  /** The number of answers and the bytes of prefixes are the standard ones. */
  public Bounds(int sessions, long sessionAnswerBytes, long totalAnswerBytes, int fences) {
    this(sessions, sessionAnswerBytes, totalAnswerBytes, 24_576, fences, 4 << 20);
  }
}
