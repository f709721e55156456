package dev.palisade.client;

/**
 * A hash of the replicated state; equal on all nodes at an equal applied index.
 *
 * @param hash 16 bytes
 * @param contentHash the same without the membership, 16 bytes: it stays when a backup begins
 *     another cluster; empty from a node of an older version
 */
public record StateHash(long appliedIndex, long revision, Bytes hash, Bytes contentHash) {}
