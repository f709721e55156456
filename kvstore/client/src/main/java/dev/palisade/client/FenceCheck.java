package dev.palisade.client;

import java.util.Optional;

/**
 * Whether a token is live, with evidence.
 *
 * @param live a write with this token would be accepted
 * @param state empty when there is no such fence
 * @param revision that was read
 * @param stale the answer came from what one replica had applied
 */
public record FenceCheck(boolean live, Optional<FenceState> state, long revision, boolean stale) {}
