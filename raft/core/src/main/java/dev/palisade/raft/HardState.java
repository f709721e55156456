package dev.palisade.raft;

import org.jspecify.annotations.Nullable;

/**
 * What a replica must never forget about its votes: the latest term it has seen and whom it voted
 * for in that term. The two change together in one log record, never apart.
 *
 * @param term 0 before the first election
 * @param vote null when no vote was given in {@code term}
 */
public record HardState(long term, @Nullable NodeId vote) {
  public static final HardState INITIAL = new HardState(0, null);
}
