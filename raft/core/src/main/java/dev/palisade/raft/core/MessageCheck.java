package dev.palisade.raft.core;

import dev.palisade.raft.EntryId;
import dev.palisade.raft.EntryIds;
import dev.palisade.raft.NodeId;
import org.jspecify.annotations.Nullable;

/**
 * The border of the core: what a peer says is looked at here before it changes anything, so that no
 * message, whatever its values, breaks an invariant. A peer that is broken, or that is not the one
 * it says it is, can then do no more than one that is dead.
 *
 * <p>It does not find lies that a working replica could tell as well: those of a leader about its
 * own entries, of a follower about what it holds durably. Raft trusts members that far.
 */
final class MessageCheck {
  /** No election and no entry gets there; sums with other numbers do not overflow. */
  static final long MAX_NUMBER = 1L << 62;

  /**
   * A term may be this much later than the own one. Each term takes an election timeout at least: a
   * replica would have to be away for days in which nothing but elections was held.
   */
  static final long MAX_TERM_JUMP = 1L << 20;

  private final ReplicaState state;
  private final TermJumps jumps;

  MessageCheck(ReplicaState state) {
    this.state = state;
    jumps = new TermJumps(state);
  }

  /** Why the message is refused, as a sentence; null when it is taken. */
  @Nullable String defectOf(NodeId from, Message message, Role role) {
    String defect = ofNumbers(message);
    if (defect == null) {
      defect = ofSender(from, message, role);
    }
    if (defect == null) {
      defect = jumps.defectOf(from, message.term());
    }
    if (defect != null) {
      return defect;
    }
    return switch (message) {
      case Message.PreVote(var term, var last) -> ofCandidate(term, last);
      case Message.Vote(var term, var last, _) -> ofCandidate(term, last);
      case Message.FromLeader order -> ofLeader(from, order);
      case Message.Answer answer -> ofAnswer(answer, role);
    };
  }

  // What needs no state.

  private static @Nullable String ofNumbers(Message message) {
    boolean inRange =
        switch (message) {
          case Message.PreVote(var term, var last) -> isNumber(term) && isId(last);
          case Message.PreVoteReply(var term, _) -> isNumber(term);
          case Message.Vote(var term, var last, _) -> isNumber(term) && isId(last);
          case Message.VoteReply(var term, _) -> isNumber(term);
          case Message.Append(var term, var base, _, var commitIndex) ->
              isNumber(term) && isId(base) && isNumber(commitIndex);
          case Message.AppendReply(var term, var durableIndex) ->
              isNumber(term) && isNumber(durableIndex);
          case Message.AppendRefused(var term, var base, var hint) ->
              isNumber(term) && isId(base) && isId(hint);
          case Message.Heartbeat(var term, var commitIndex, var round) ->
              isNumber(term) && isNumber(commitIndex) && isNumber(round);
          case Message.HeartbeatReply(var term, var round) -> isNumber(term) && isNumber(round);
          case Message.InstallSnapshot(var term, var snapshot) ->
              isNumber(term) && isId(snapshot.lastIncluded()) && snapshot.index() > 0;
          case Message.Lost(var term, var last) -> isNumber(term) && isId(last);
          case Message.Removed(var term, var configuration) ->
              isNumber(term) && isId(configuration);
          case Message.TimeoutNow(var term) -> isNumber(term);
        };
    return inRange ? null : "a number is out of range";
  }

  private static boolean isNumber(long value) {
    return value >= 0 && value <= MAX_NUMBER;
  }

  private static boolean isId(EntryId id) {
    return isNumber(id.index()) && isNumber(id.term());
  }

  // Who says it.

  /**
   * A replica may have to follow, and to vote for, one that is in no configuration it knows: it may
   * have missed a change (Ongaro 2014, §4.1). But not while it hears a leader that it knows.
   */
  private @Nullable String ofSender(NodeId from, Message message, Role role) {
    if (isKnown(from)) {
      return null;
    }
    return switch (message) {
      case Message.PreVote _ -> null; // Binds no one; one that was removed is told so.
      case Message.Answer _ -> "the sender is not a member, and was asked nothing";
      case Message.Vote _, Message.FromLeader _ ->
          role.hearsLeader() && !from.equals(role.leader())
              ? "the sender is not a member, and a leader is heard"
              : null;
    };
  }

  private boolean isKnown(NodeId node) {
    return state.configurations().wasMember(node) || state.membership().isRetired(node);
  }

  // What contradicts the message itself, or what this replica knows.

  private static @Nullable String ofCandidate(long term, EntryId last) {
    return last.term() > term
        ? "a candidate of term " + term + " says that its log ends with entry " + last
        : null;
  }

  private @Nullable String ofLeader(NodeId from, Message.FromLeader order) {
    NodeId leader = order.term() == state.term() ? state.leaderOfTerm() : null;
    if (leader != null && !leader.equals(from)) {
      return "term " + order.term() + " is led by " + leader;
    }
    return switch (order) {
      case Message.Append append -> ofEntries(append);
      case Message.Heartbeat heartbeat -> ofClaim(heartbeat);
      case Message.InstallSnapshot(var term, var snapshot) ->
          snapshot.lastIncluded().term() > term
              ? "a leader of term " + term + " offers a snapshot at " + snapshot.lastIncluded()
              : null;
      case Message.TimeoutNow _ -> null;
    };
  }

  private @Nullable String ofEntries(Message.Append append) {
    EntryId base = append.base();
    EntryIds entries = append.entries();
    if (entries.firstIndex() != base.index() + 1 && !entries.isEmpty()) {
      return "entries from " + entries.firstIndex() + " on do not follow " + base;
    }
    long before = base.term();
    for (long index = entries.firstIndex(); index < entries.toExclusive(); index++) {
      long term = entries.termAt(index);
      if (term < before) {
        return "terms of entries fall, from " + before + " to " + term + " at index " + index;
      }
      before = term;
    }
    if (before > append.term()) {
      return "a leader of term " + append.term() + " has an entry of term " + before;
    }
    EntryId ownBase = state.log().idAt(state.log().baseIndex());
    boolean holdsOwnBase =
        base.index() < ownBase.index() && entries.toExclusive() > ownBase.index();
    if (holdsOwnBase && entries.termAt(ownBase.index()) != ownBase.term()) {
      return "the entry at index "
          + ownBase.index()
          + " is of term "
          + entries.termAt(ownBase.index())
          + ", and the committed one here is "
          + ownBase;
    }
    return null;
  }

  /** A leader tells of commits only as far as it was told that this log is durable. */
  private @Nullable String ofClaim(Message.Heartbeat heartbeat) {
    long durable = state.durability().durableIndex();
    boolean isStale = heartbeat.term() < state.term();
    if (isStale || state.promised() != null || heartbeat.commitIndex() <= durable) {
      return null;
    }
    state.doubt(new EntryId(heartbeat.commitIndex(), heartbeat.term()));
    return ("the leader counts on entries up to %d here, and this log is durable up to %d only; if"
            + " its disk was replaced, remove this node from the cluster and add it under a new id")
        .formatted(heartbeat.commitIndex(), durable);
  }

  private @Nullable String ofAnswer(Message.Answer answer, Role role) {
    if (!(role instanceof Leader leader) || answer.term() != state.term()) {
      return null;
    }
    long lastIndex = state.log().lastIndex();
    return switch (answer) {
      case Message.AppendReply(_, var durableIndex) ->
          durableIndex > lastIndex
              ? "entries up to %d are acknowledged, and %d is the last"
                  .formatted(durableIndex, lastIndex)
              : null;
      case Message.AppendRefused(_, var base, var hint) ->
          hint.index() <= base.index() && hint.term() <= base.term() && !hint.equals(base)
              ? null
              : "a refusal hints at an earlier entry, but of " + base + " it was " + hint;
      case Message.HeartbeatReply(_, var round) ->
          round > leader.round()
              ? "round %d is answered, and %d is the last".formatted(round, leader.round())
              : null;
      case Message.Lost _, Message.Removed _, Message.PreVoteReply _, Message.VoteReply _ -> null;
    };
  }
}
