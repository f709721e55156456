package dev.palisade.raft;

/**
 * Checks that stay on in production. A broken invariant means that the replica can no longer be
 * trusted: it stops rather than go on.
 */
public final class Invariant {
  private Invariant() {}

  /** Throws {@link Violation} with the sentence and both values unless {@code holds}. */
  public static void check(boolean holds, String sentence, long left, long right) {
    if (!holds) {
      throw new Violation(sentence + " (" + left + ", " + right + ")");
    }
  }

  /** Throws {@link Violation} with the sentence unless {@code holds}. */
  public static void check(boolean holds, String sentence) {
    if (!holds) {
      throw new Violation(sentence);
    }
  }

  /** An invariant does not hold. Nobody catches it to go on. */
  public static final class Violation extends IllegalStateException {
    private static final long serialVersionUID = 1L;

    public Violation(String message) {
      super("invariant broken: " + message);
    }
  }
}
