package dev.palisade.raft.core;

import dev.palisade.raft.NodeId;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * Asks whether it could win before it disturbs anyone with a new term (pre-vote, Ongaro 2014,
 * §9.6). A replica that was cut off thus comes back without deposing a leader.
 */
final class PreCandidate implements Role {
  private final ReplicaState state;
  private final long deadlineNanos;
  private final TreeSet<NodeId> granted = new TreeSet<>();
  private final TreeSet<NodeId> refused = new TreeSet<>();

  private PreCandidate(ReplicaState state) {
    this.state = state;
    deadlineNanos = state.drawElectionDeadlineNanos();
  }

  /** Asks everyone; goes on to the election at once where no one else votes. */
  static Role begin(ReplicaState state) {
    PreCandidate candidate = new PreCandidate(state);
    candidate.granted.add(state.self());
    Message request = new Message.PreVote(state.term() + 1, state.log().last());
    for (NodeId member : state.members()) {
      if (state.membership().isVoter(member) && !member.equals(state.self())) {
        state.send(member, request);
      }
    }
    return candidate.next();
  }

  @Override
  public Effect.RoleName name() {
    return Effect.RoleName.PRE_CANDIDATE;
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
  public Role answered(NodeId from, Message.Answer answer) {
    if (!(answer instanceof Message.PreVoteReply(var term, var yes))) {
      return this; // Meant for a role that ended within the same term.
    }
    if (!yes) {
      refused.add(from);
    } else if (term == state.term() + 1) {
      granted.add(from);
    }
    return next();
  }

  @Override
  public Role persisted() {
    return this;
  }

  private Role next() {
    return switch (Quorum.vote(state.membership(), granted::contains, refused::contains)) {
      case PENDING -> this;
      case WON -> Candidate.begin(state, Candidate.Cause.TIMEOUT);
      case LOST -> new Follower(state, null);
    };
  }
}
