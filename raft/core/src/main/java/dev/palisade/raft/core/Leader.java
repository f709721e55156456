package dev.palisade.raft.core;

import dev.palisade.raft.EntryId;
import dev.palisade.raft.EntryIds;
import dev.palisade.raft.Invariant;
import dev.palisade.raft.Membership;
import dev.palisade.raft.MembershipEntry;
import dev.palisade.raft.NodeId;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Orders the proposals, replicates them, and says what is committed: what a quorum holds durably,
 * itself counted like any other. It leads only while a quorum is in contact and its disk works.
 */
final class Leader implements Role {
  private final ReplicaState state;
  private final TreeMap<NodeId, Peer> peers = new TreeMap<>();
  private final ReadRounds reads;
  private final Changes changes;
  private final long firstIndexOfTerm;
  private @Nullable Transfer transfer;
  private long round;
  private long heartbeatDueNanos;

  private Leader(ReplicaState state) {
    this.state = state;
    reads = new ReadRounds(state);
    changes = new Changes(state, peers);
    firstIndexOfTerm = state.log().lastIndex() + 1;
    heartbeatDueNanos = state.nowNanos() + state.config().timeouts().heartbeatNanos();
    changes.feedMembers(firstIndexOfTerm);
  }

  /**
   * Takes over. The first entry is empty: what earlier leaders left is committed only along with an
   * entry of this term (Ongaro 2014, §3.6.2), and until then reads must wait, too (§6.4).
   */
  static Role begin(ReplicaState state) {
    Leader leader = new Leader(state);
    state.recogniseLeader(state.self());
    EntryId noOp = new EntryId(leader.firstIndexOfTerm, state.term());
    state.emit(new Effect.CreateNoOp(noOp));
    leader.append(new int[] {state.config().noOpStoredBytes()});
    return leader;
  }

  @Override
  public Effect.RoleName name() {
    return Effect.RoleName.LEADER;
  }

  @Override
  public NodeId leader() {
    return state.self();
  }

  @Override
  public boolean hearsLeader() {
    return true;
  }

  // What its own side asks of it.

  /** Takes the commands, or refuses all of them. */
  void propose(int[] storedBytes) {
    if (storedBytes.length == 0) {
      throw new IllegalArgumentException("a proposal has at least one command, was empty");
    }
    if (transfer != null) {
      state.emit(new Effect.RefuseProposal(Effect.Refusal.TRANSFERRING));
    } else if (isOverloadedBy(storedBytes)) {
      state.emit(new Effect.RefuseProposal(Effect.Refusal.OVERLOADED));
    } else {
      long firstIndex = state.log().lastIndex() + 1;
      state.emit(new Effect.AcceptProposal(firstIndex, storedBytes.length, state.term()));
      append(storedBytes);
    }
  }

  void read(long readId) {
    reads.add(readId);
    askForReads();
  }

  void transfer(NodeId to) {
    if (to.equals(state.self())) {
      state.emit(new Effect.TransferEnded(true, to + " leads already"));
    } else if (!state.membership().voters().contains(to)) {
      state.emit(new Effect.TransferEnded(false, to + " is not a voter"));
    } else if (transfer != null) {
      String detail = "a transfer to " + transfer.to() + " is under way";
      state.emit(new Effect.TransferEnded(false, detail));
    } else {
      long deadline = state.nowNanos() + state.config().timeouts().electionNanos();
      transfer = new Transfer(to, deadline, false);
      continueTransfer(to);
    }
  }

  /** Begins to change the configuration, or says why not. */
  void change(Event.MembershipRequested request) {
    Membership next = changes.begin(request, firstIndexOfTerm, transfer);
    if (next != null) {
      append(next);
    }
  }

  // What happens to it.

  @Override
  public Role answered(NodeId from, Message.Answer answer) {
    Peer peer = peers.get(from);
    if (peer == null) {
      return this;
    }
    peer.heard();
    switch (answer) {
      case Message.AppendReply(_, var durableIndex) -> {
        peer.acknowledged(durableIndex);
        advanceCommitIndex();
        peer.feed();
        continueTransfer(from);
        return unlessRemoved();
      }
      case Message.AppendRefused(_, var base, var hint) -> {
        peer.refused(base, hint);
        peer.feed();
      }
      case Message.Lost(_, var last) -> {
        peer.lost(last);
        peer.feed();
      }
      case Message.HeartbeatReply reply -> {
        peer.answered(reply);
        changes.heardOf(peer);
        askForReads();
        continueTransfer(from);
      }
      case Message.VoteReply _, Message.PreVoteReply _, Message.Removed _ -> {} // Late.
    }
    return this;
  }

  @Override
  public Role persisted() {
    advanceCommitIndex();
    return unlessRemoved();
  }

  @Override
  public long deadlineNanos() {
    long deadline = Math.min(heartbeatDueNanos, contactDeadlineNanos());
    deadline = Math.min(deadline, state.diskDeadlineNanos());
    return transfer == null ? deadline : Math.min(deadline, transfer.deadlineNanos());
  }

  @Override
  public Role timePassed() {
    long now = state.nowNanos();
    if (now >= contactDeadlineNanos() || state.isDiskStalled()) {
      end(Effect.Refusal.NO_QUORUM, false);
      return new Follower(state, null);
    }
    if (transfer != null && now >= transfer.deadlineNanos()) {
      state.emit(new Effect.TransferEnded(false, transfer.to() + " did not take over in time"));
      transfer = null;
    }
    if (now >= heartbeatDueNanos) {
      heartbeatDueNanos = now + state.config().timeouts().heartbeatNanos();
      round++;
      changes.forgetRemoved();
      peers.values().forEach(peer -> peer.pulse(round));
    }
    return this;
  }

  @Override
  public void end() {
    end(Effect.Refusal.NOT_LEADER, true);
  }

  /** What it knows of the others. */
  List<Status.Peer> peers() {
    List<Status.Peer> statuses = new ArrayList<>();
    for (Peer peer : peers.values()) {
      Progress progress = peer.progress();
      statuses.add(
          new Status.Peer(peer.node(), progress.label(), progress.match(), progress.next()));
    }
    return statuses;
  }

  /** The highest round that anyone was asked. */
  long round() {
    return round;
  }

  /** Checks I6. */
  void checkPeers(long lastIndex) {
    for (Peer peer : peers.values()) {
      Progress progress = peer.progress();
      Invariant.check(
          progress.match() < progress.next(),
          "I6: match < next",
          progress.match(),
          progress.next());
      Invariant.check(
          progress.match() <= lastIndex, "I6: match ≤ last", progress.match(), lastIndex);
    }
  }

  private boolean isOverloadedBy(int[] storedBytes) {
    LogIndex log = state.log();
    long unapplied =
        log.storedBytesUpTo(log.lastIndex()) - log.storedBytesUpTo(state.appliedIndex());
    long proposed = 0;
    for (int bytes : storedBytes) {
      proposed += bytes;
    }
    return unapplied > 0 && unapplied + proposed > state.config().limits().unappliedBytes();
  }

  private void append(int[] storedBytes) {
    long firstIndex = state.log().lastIndex() + 1;
    state.append(EntryIds.ofTerm(firstIndex, state.term(), storedBytes));
    feedAll();
  }

  private void append(Membership membership) {
    Invariant.check(
        state.commitIndex() >= firstIndexOfTerm,
        "a leader changes the membership only after a commit in its term",
        state.commitIndex(),
        firstIndexOfTerm);
    EntryId id = new EntryId(state.log().lastIndex() + 1, state.term());
    state.emit(new Effect.CreateMembership(id, membership));
    int[] storedBytes = {changes.storedBytes(membership)};
    MembershipEntry entry = new MembershipEntry(id.index(), membership);
    state.append(
        EntryIds.ofTerm(id.index(), id.term(), storedBytes).withMemberships(List.of(entry)));
    changes.feedMembers(id.index());
    feedAll();
  }

  private void feedAll() {
    peers.values().forEach(Peer::feed);
  }

  /** Only entries of this term are committed by counting (Ongaro 2014, §3.6.2). */
  private void advanceCommitIndex() {
    long durableAtQuorum = Quorum.reached(state.membership(), this::matchOf);
    if (durableAtQuorum <= state.commitIndex() || durableAtQuorum < firstIndexOfTerm) {
      return;
    }
    state.commitTo(durableAtQuorum);
    feedAll();
    askForReads();
    Membership next = changes.committed();
    if (next != null) {
      append(next);
    }
  }

  /** A leader that is no voter any more hands over and follows (Ongaro 2014, §4.2.2). */
  private Role unlessRemoved() {
    if (!state.isMembershipCommitted() || state.membership().isVoter(state.self())) {
      return this;
    }
    NodeId successor = null;
    for (NodeId voter : state.membership().voters()) {
      if (successor == null || matchOf(voter) > matchOf(successor)) {
        successor = voter;
      }
    }
    if (successor != null) {
      state.send(successor, new Message.TimeoutNow(state.term()));
    }
    end(Effect.Refusal.NOT_LEADER, false);
    return new Follower(state, null);
  }

  /** Ends the round of reads that is under way if a quorum answered, and begins the next. */
  private void askForReads() {
    if (reads.areAsked()) {
      reads.confirmed(Quorum.reached(state.membership(), this::answeredRoundOf));
    }
    if (state.commitIndex() < firstIndexOfTerm || reads.areAsked() || !reads.areWaiting()) {
      return;
    }
    round++;
    reads.begin(round);
    peers.values().forEach(peer -> peer.heartbeat(round));
    reads.confirmed(Quorum.reached(state.membership(), this::answeredRoundOf));
  }

  /**
   * Something was heard of this voter. If leadership goes to it and it holds everything, it is
   * asked to campaign; more than once, since the request may be lost.
   */
  private void continueTransfer(NodeId voter) {
    if (transfer == null || !voter.equals(transfer.to())) {
      return;
    }
    Peer target = peers.get(voter);
    if (target != null && target.match() == state.log().lastIndex()) {
      state.send(transfer.to(), new Message.TimeoutNow(state.term()));
      transfer = new Transfer(transfer.to(), transfer.deadlineNanos(), true);
    }
  }

  private void end(Effect.Refusal refusal, boolean deposed) {
    reads.refuseAll(refusal);
    changes.end();
    if (transfer != null) {
      boolean done = deposed && transfer.told();
      String detail = done ? "a later term began" : "this replica leads no more";
      state.emit(new Effect.TransferEnded(done, detail));
      transfer = null;
    }
  }

  /** When this leader has been without a quorum for an election timeout. */
  private long contactDeadlineNanos() {
    long inContact = Quorum.reached(state.membership(), this::heardNanosOf);
    return inContact == Long.MAX_VALUE
        ? inContact
        : inContact + state.config().timeouts().electionNanos();
  }

  private long matchOf(NodeId node) {
    Peer peer = peers.get(node);
    return peer == null ? state.durability().durableIndex() : peer.match();
  }

  private long heardNanosOf(NodeId node) {
    Peer peer = peers.get(node);
    return peer == null ? Long.MAX_VALUE : peer.heardNanos();
  }

  private long answeredRoundOf(NodeId node) {
    Peer peer = peers.get(node);
    return peer == null ? round : peer.answeredRound();
  }
}
