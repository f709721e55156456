package dev.palisade.checker.generate;

/**
 * The size of a history.
 *
 * @param calls how many, 0 or more
 * @param processes how many work at a time, 1 or more; one that crashed is replaced
 * @param crashes the share of calls whose outcome stays unknown, from 0 to 1
 */
public record Shape(int calls, int processes, double crashes) {
  /** Refuses what is out of range. */
  public Shape {
    if (calls < 0 || processes < 1 || !(crashes >= 0 && crashes <= 1)) {
      throw new IllegalArgumentException(
          "%d calls of %d processes, %s crashed: at least 0, at least 1, from 0 to 1"
              .formatted(calls, processes, crashes));
    }
  }
}
