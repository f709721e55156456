package dev.palisade.client;

/**
 * A hash of the replicated state; equal on all nodes at an equal applied index.
 *
 * @param hash 16 bytes
 */
public record StateHash(long appliedIndex, long revision, Bytes hash) {}
