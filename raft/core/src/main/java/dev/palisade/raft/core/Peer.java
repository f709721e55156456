package dev.palisade.raft.core;

import dev.palisade.raft.EntryId;
import dev.palisade.raft.EntryIds;
import dev.palisade.raft.Invariant;
import dev.palisade.raft.NodeId;
import dev.palisade.raft.Snapshot;

/**
 * One follower or learner as its leader sees it, and how it is fed.
 *
 * <p>Lost messages are found by pulses: if nothing was acknowledged between two heartbeats though
 * something is on its way, an empty Append asks whether the entry before {@code next} arrived. A
 * slow disk answers later and nothing is sent twice; a hole is refused, and the follower is probed.
 * A snapshot is offered again at each pulse until the follower has it.
 */
final class Peer {
  private final ReplicaState state;
  private final NodeId node;
  private Progress progress;
  private long heardNanos;

  /** Whether it has answered this leader at all: a leader begins as if it had heard of everyone. */
  private boolean hasAnswered;

  private long answeredRound;
  private long commitSent;

  /** At the last pulse: its round, and what was acknowledged then; round 0 when answered. */
  private long pulseRound;

  private long pulseMatch;

  /** Index of the configuration that removed it; 0 while it is a member. */
  private long leftAt;

  private long leftNanos;

  /** The first round whose heartbeat told it that its removal is committed; 0 before. */
  private long toldRound;

  Peer(ReplicaState state, NodeId node, long next) {
    this.state = state;
    this.node = node;
    progress = new Progress.Probe(0, next, false);
    heardNanos = state.nowNanos();
  }

  NodeId node() {
    return node;
  }

  Progress progress() {
    return progress;
  }

  long match() {
    return progress.match();
  }

  long heardNanos() {
    return heardNanos;
  }

  /** The highest heartbeat round of this term that it answered. */
  long answeredRound() {
    return answeredRound;
  }

  void heard() {
    heardNanos = state.nowNanos();
    hasAnswered = true;
  }

  /** Whether it answered this leader within the last election timeout. */
  boolean isInContact() {
    return hasAnswered && state.nowNanos() - heardNanos < state.config().timeouts().electionNanos();
  }

  /** Sends what may be sent now. */
  void feed() {
    if (needsSnapshot()) {
      progress = new Progress.Snapshotting(match());
      offerSnapshot();
    }
    progress =
        switch (progress) {
          case Progress.Probe probe -> probe(probe);
          case Progress.Replicate replicate -> replicate(replicate);
          case Progress.Snapshotting snapshotting -> snapshotting;
        };
  }

  /** Whether what it needs next, or the id before that, precedes the log. */
  private boolean needsSnapshot() {
    return !(progress instanceof Progress.Snapshotting)
        && progress.next() <= state.log().baseIndex();
  }

  private void offerSnapshot() {
    Snapshot snapshot = state.snapshots().newest();
    if (snapshot != null) {
      state.send(node, new Message.InstallSnapshot(state.term(), snapshot));
    }
  }

  /** It is a member of the configuration that counts. */
  void stay() {
    leftAt = 0;
    toldRound = 0;
  }

  /** It is none any more, by the configuration at {@code index}; it is fed until it knows. */
  void leave(long index) {
    if (leftAt == 0) {
      leftAt = index;
      leftNanos = state.nowNanos();
    }
  }

  /** Whether it has answered to a heartbeat that told it that its removal is committed. */
  boolean knowsItLeft() {
    return toldRound > 0 && answeredRound >= toldRound;
  }

  /** Whether it was removed long ago: if it comes back, it will ask for votes and be told then. */
  boolean isGivenUp() {
    long patience = 10 * state.config().timeouts().electionNanos();
    return leftAt > 0 && state.nowNanos() - leftNanos > patience;
  }

  void heartbeat(long round) {
    long commitIndex = Math.min(match(), state.commitIndex());
    if (leftAt > 0 && toldRound == 0 && commitIndex >= leftAt) {
      toldRound = round;
    }
    state.send(node, new Message.Heartbeat(state.term(), commitIndex, round));
  }

  /** A heartbeat that also asks whether messages are lost. */
  void pulse(long round) {
    pulseRound = round;
    pulseMatch = match();
    heartbeat(round);
  }

  void answered(Message.HeartbeatReply reply) {
    answeredRound = Math.max(answeredRound, reply.round());
    if (pulseRound == 0 || reply.round() < pulseRound) {
      return;
    }
    pulseRound = 0;
    if (match() != pulseMatch || !awaitsAnswer()) {
      return;
    }
    if (progress instanceof Progress.Snapshotting) {
      offerSnapshot();
    } else if (needsSnapshot()) {
      feed();
    } else {
      sendAppend(progress.next(), progress.next());
    }
  }

  /** The follower holds the log durably up to {@code durableIndex}. */
  void acknowledged(long durableIndex) {
    // Keeps I6.
    Invariant.check(
        durableIndex <= state.log().lastIndex(),
        "a follower acknowledges only entries of its leader",
        durableIndex,
        state.log().lastIndex());
    long match = Math.max(match(), durableIndex);
    progress =
        switch (progress) {
          case Progress.Probe(_, var next, var awaiting) ->
              match >= next - 1
                  ? new Progress.Replicate(match, match + 1)
                  : new Progress.Probe(match, next, awaiting);
          case Progress.Replicate(_, var next) ->
              new Progress.Replicate(match, Math.max(next, match + 1));
          case Progress.Snapshotting _ ->
              match >= state.log().baseIndex()
                  ? new Progress.Replicate(match, match + 1)
                  : new Progress.Snapshotting(match);
        };
  }

  /** The follower does not hold {@code base}: go back to where its hint says, at once. */
  void refused(EntryId base, EntryId hint) {
    Invariant.check(
        hint.index() <= base.index() && hint.term() <= base.term() && !hint.equals(base),
        "a refusal hints at an earlier entry, but of " + base + " it was " + hint);
    boolean isLate =
        switch (progress) {
          case Progress.Probe(_, var next, _) -> base.index() != next - 1;
          case Progress.Replicate(var match, var next) ->
              base.index() <= match || base.index() >= next;
          case Progress.Snapshotting _ -> true;
        };
    if (isLate) {
      return;
    }
    // The leader's own entry there may be of a later term than the hint: such a one cannot match.
    long agreed = state.log().lastIndexAtOrBefore(hint.index(), hint.term());
    progress = new Progress.Probe(match(), Math.max(match(), agreed) + 1, false);
  }

  /**
   * The follower's disk lost what it had acknowledged behind {@code last}, and perhaps that, too:
   * find out anew what it holds. What was committed by its word stays so, since it votes only for
   * those who hold it.
   */
  void lost(EntryId last) {
    if (match() > last.index()) {
      long agreed = state.log().lastIndexAtOrBefore(last.index(), last.term());
      progress = new Progress.Probe(0, Math.max(0, agreed) + 1, false);
    }
  }

  private Progress probe(Progress.Probe probe) {
    if (probe.awaiting()) {
      return probe;
    }
    long next = probe.next();
    sendAppend(next, chunkEnd(next));
    return new Progress.Probe(probe.match(), next, true);
  }

  private Progress replicate(Progress.Replicate replicate) {
    long match = replicate.match();
    long next = replicate.next();
    long last = state.log().lastIndex();
    while (next <= last && mayBeSentAhead(match, next)) {
      long end = chunkEnd(next);
      sendAppend(next, end);
      next = end;
    }
    boolean idle = next == match + 1;
    if (idle && commitSent < state.commitIndex()) {
      sendAppend(next, next); // Nothing else will soon tell it what is committed.
    }
    return new Progress.Replicate(match, next);
  }

  /** Whether it takes what it is sent, and lacks no more than may be on its way to it. */
  boolean keepsUp() {
    LogIndex log = state.log();
    return progress instanceof Progress.Replicate && mayBeSentAhead(match(), log.lastIndex() + 1);
  }

  private boolean mayBeSentAhead(long match, long next) {
    CoreConfig.Limits limits = state.config().limits();
    LogIndex log = state.log();
    long from = Math.max(match, log.baseIndex());
    long inflightBytes = log.storedBytesUpTo(next - 1) - log.storedBytesUpTo(from);
    long inflightEntries = next - 1 - match;
    return inflightBytes < limits.inflightBytes() && inflightEntries < limits.inflightEntries();
  }

  private long chunkEnd(long from) {
    CoreConfig.Limits limits = state.config().limits();
    return state.log().chunkEnd(from, limits.appendBytes(), limits.appendEntries());
  }

  private boolean awaitsAnswer() {
    return switch (progress) {
      case Progress.Probe probe -> probe.awaiting();
      case Progress.Replicate(var match, var next) -> next > match + 1;
      case Progress.Snapshotting _ -> true;
    };
  }

  private void sendAppend(long from, long toExclusive) {
    commitSent = state.commitIndex();
    EntryId base = state.log().idAt(from - 1);
    EntryIds entries = state.entries(from, toExclusive);
    state.send(node, new Message.Append(state.term(), base, entries, commitSent));
  }
}
