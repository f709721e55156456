package dev.palisade.raft.core;

import dev.palisade.raft.EntryId;
import dev.palisade.raft.NodeId;
import org.jspecify.annotations.Nullable;

/**
 * How a replica answers those who campaign (Ongaro 2014, §3.4, §3.6.1, §9.6). A vote is given once
 * in a term, and told only when it is durable: a replica that crashed in between must not vote
 * twice.
 */
final class Voting {
  /** A granted vote whose write is on its way. */
  private record Owed(NodeId to, long term, long sequence) {}

  private final ReplicaState state;
  private @Nullable Owed owed;

  Voting(ReplicaState state) {
    this.state = state;
  }

  /**
   * Answers a pre-vote; no state changes. A replica that hears its leader refuses. Whether the
   * candidate is a member is not asked, since it may know of a later configuration; but one that a
   * committed configuration has removed is told.
   */
  void answer(NodeId candidate, Message.PreVote request, boolean hearsLeader) {
    boolean isMember = state.membership().isMember(candidate);
    if (!isMember && state.isMembershipCommitted()) {
      EntryId configuration = state.idOfMembership();
      state.send(candidate, new Message.Removed(state.term(), configuration));
    }
    boolean granted =
        !hearsLeader
            && request.term() > state.term()
            && request.lastEntry().isAtLeastAsUpToDateAs(state.lastForVotes());
    long term = granted ? request.term() : state.term();
    state.send(candidate, new Message.PreVoteReply(term, granted));
  }

  /** Answers a vote request of the current term; whether the vote was given just now. */
  boolean answer(NodeId candidate, Message.Vote request) {
    NodeId vote = state.vote();
    boolean free = vote == null ? state.leaderOfTerm() == null : vote.equals(candidate);
    if (!free || !request.lastEntry().isAtLeastAsUpToDateAs(state.lastForVotes())) {
      state.send(candidate, new Message.VoteReply(state.term(), false));
      return false;
    }
    if (vote == null) {
      state.voteFor(candidate);
      owed = new Owed(candidate, state.term(), state.durability().nextSequence());
      return true;
    }
    if (state.durability().isHardStateDurable()) {
      state.send(candidate, new Message.VoteReply(state.term(), true));
    }
    return false;
  }

  /** A write is done: a vote may be told now. One of an earlier term is of no use any more. */
  void persisted() {
    if (owed == null || !state.durability().isDone(owed.sequence())) {
      return;
    }
    if (owed.term() == state.term()) {
      state.send(owed.to(), new Message.VoteReply(owed.term(), true));
    }
    owed = null;
  }
}
