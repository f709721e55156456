package dev.palisade.harness.generator;

import java.util.SortedSet;

/**
 * What a generator may know when it is asked.
 *
 * @param nanos since the run's start
 * @param free numbers of the workers that have nothing to do, ascending
 * @param workers numbers of all workers that it may ask, free or not, ascending
 */
public record Context(long nanos, SortedSet<Integer> free, SortedSet<Integer> workers) {
  /** All that it may ask are free. */
  public Context(long nanos, SortedSet<Integer> free) {
    this(nanos, free, free);
  }
}
