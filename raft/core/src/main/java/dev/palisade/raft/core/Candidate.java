package dev.palisade.raft.core;

import dev.palisade.raft.NodeId;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * Stands for election in a term of its own. It asks for votes, and counts its own, only when its
 * term and vote are durable: otherwise it could vote for another in the same term after a crash.
 */
final class Candidate implements Role {
  /** Why an election is held. */
  enum Cause {
    TIMEOUT,
    /** The leader asked for it, so nobody shall refuse because a leader is alive. */
    TRANSFER
  }

  private final ReplicaState state;
  private final Cause cause;
  private final long deadlineNanos;
  private final TreeSet<NodeId> granted = new TreeSet<>();
  private final TreeSet<NodeId> refused = new TreeSet<>();

  private Candidate(ReplicaState state, Cause cause) {
    this.state = state;
    this.cause = cause;
    deadlineNanos = state.drawElectionDeadlineNanos();
  }

  /** Begins a new term; the requests follow when it is durable. */
  static Role begin(ReplicaState state, Cause cause) {
    state.beginCandidacy();
    return new Candidate(state, cause);
  }

  @Override
  public Effect.RoleName name() {
    return Effect.RoleName.CANDIDATE;
  }

  @Override
  public @Nullable NodeId leader() {
    return null;
  }

  @Override
  public boolean hearsLeader() {
    return false;
  }

  @Override
  public long deadlineNanos() {
    return deadlineNanos;
  }

  @Override
  public Role timePassed() {
    return state.nowNanos() < deadlineNanos ? this : new Follower(state, null).campaign();
  }

  @Override
  public Role persisted() {
    if (granted.contains(state.self()) || !state.durability().isHardStateDurable()) {
      return this;
    }
    granted.add(state.self());
    boolean transfer = cause == Cause.TRANSFER;
    Message request = new Message.Vote(state.term(), state.log().last(), transfer);
    for (NodeId member : state.members()) {
      if (state.membership().isVoter(member) && !member.equals(state.self())) {
        state.send(member, request);
      }
    }
    return next();
  }

  @Override
  public Role answered(NodeId from, Message.Answer answer) {
    if (!(answer instanceof Message.VoteReply(_, var yes))) {
      return this; // Meant for a role that ended before.
    }
    (yes ? granted : refused).add(from);
    return next();
  }

  private Role next() {
    return switch (Quorum.vote(state.membership(), granted::contains, refused::contains)) {
      case PENDING -> this;
      case WON -> Leader.begin(state);
      case LOST -> new Follower(state, null);
    };
  }
}
