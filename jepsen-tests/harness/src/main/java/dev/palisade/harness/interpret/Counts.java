package dev.palisade.harness.interpret;

/**
 * How many operations have ended, and how.
 *
 * @param ok succeeded
 * @param fail certainly did nothing
 * @param info nobody knows
 */
public record Counts(long ok, long fail, long info) {}
