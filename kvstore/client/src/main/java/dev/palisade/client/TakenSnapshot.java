package dev.palisade.client;

import java.time.Duration;

/**
 * A snapshot that a node took of its state.
 *
 * @param index of the last log entry in it
 * @param term of that entry
 * @param bytes of all its files
 * @param took how long it took
 */
public record TakenSnapshot(long index, long term, long bytes, Duration took) {}
