package dev.palisade.harness.generator;

import java.util.SortedSet;

/**
 * What a generator may know when it is asked.
 *
 * @param nanos since the run's start
 * @param free numbers of the workers that have nothing to do, ascending
 */
public record Context(long nanos, SortedSet<Integer> free) {}
