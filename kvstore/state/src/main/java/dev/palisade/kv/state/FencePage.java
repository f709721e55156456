package dev.palisade.kv.state;

/** How much one page of a list of fences may still hold. Not thread-safe. */
final class FencePage {
  private int left;
  private long leftBytes = Limits.ANSWER_BYTES;
  private boolean isFull;

  /** Of at most so many fences and prefixes, and {@link Limits#ANSWER_BYTES} bytes. */
  FencePage(int limit) {
    left = limit;
  }

  /** Takes room for one more; false, and from then on, when there is none. */
  boolean take(long bytes) {
    if (left == 0 || bytes > leftBytes) {
      isFull = true;
    }
    if (isFull) {
      return false;
    }
    left--;
    leftBytes -= bytes;
    return true;
  }

  /** Whether something was left out. */
  boolean isFull() {
    return isFull;
  }
}
