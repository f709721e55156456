package dev.palisade.raft.core;

import dev.palisade.raft.NodeId;
import org.jspecify.annotations.Nullable;

/**
 * What a replica is at the moment, with the state that only this role needs. Each method returns
 * the role afterwards, mostly itself.
 *
 * <pre>
 *        no leader heard, or gone          pre-votes won           votes won
 *   Follower ------------------> PreCandidate ---------> Candidate ---------> Leader
 *      ^  |                           |                      |                  |
 *      |  +--- TimeoutNow ------------+--------------------->|                  |
 *      +------ a leader or a later term is seen, or the election is lost -------+
 *      +------ no quorum heard, or the disk stalls: only a leader --------------+
 * </pre>
 */
sealed interface Role permits Follower, PreCandidate, Candidate, Leader {
  Effect.RoleName name();

  /** Whoever leads now as far as known. */
  @Nullable NodeId leader();

  /** Whether a live leader is known, so that others' elections can only disrupt. */
  boolean hearsLeader();

  /** When {@link #timePassed} wants to be called. */
  long deadlineNanos();

  Role timePassed();

  /** Something was answered to this replica, in this term; pre-vote answers may be of another. */
  Role answered(NodeId from, Message.Answer answer);

  /** More became durable. */
  Role persisted();

  /** This role ends now because of another replica's term or leadership. */
  default void end() {}
}
