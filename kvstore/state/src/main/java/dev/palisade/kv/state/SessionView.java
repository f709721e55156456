package dev.palisade.kv.state;

/**
 * A session as others see it.
 *
 * @param ttlMillis how long it lives without a sign of its client; whoever leads measures that
 * @param lastUsedIndex of the last entry that named it; its id at first
 */
public record SessionView(long id, long ttlMillis, long lastUsedIndex) {}
