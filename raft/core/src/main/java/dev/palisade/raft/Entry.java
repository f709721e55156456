package dev.palisade.raft;

import java.nio.ByteBuffer;

/**
 * One log entry with its content.
 *
 * @param id its index and term
 * @param kind what the payload is
 * @param hlc the hybrid logical timestamp that the leader stamped at proposal (48 bits of
 *     milliseconds, 16 of counter)
 * @param payload the content, read-only; a reader that moves the position takes a duplicate
 */
public record Entry(EntryId id, EntryKind kind, long hlc, ByteBuffer payload) {}
