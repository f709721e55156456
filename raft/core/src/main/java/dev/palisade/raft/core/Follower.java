package dev.palisade.raft.core;

import dev.palisade.raft.EntryId;
import dev.palisade.raft.EntryIds;
import dev.palisade.raft.Invariant;
import dev.palisade.raft.NodeId;
import dev.palisade.raft.Snapshot;
import org.jspecify.annotations.Nullable;

/**
 * Takes the leader's entries and acknowledges what is durable; campaigns when no leader is heard.
 * Learners are followers that never campaign.
 *
 * <p>A hint that the leader's process has ended ({@link Event.PeerGone}) shortens the wait: this
 * follower no longer counts as one that hears its leader, and after a short pause it asks for
 * pre-votes. Anything that the leader says afterwards takes the hint back. The hint decides
 * nothing: no term begins before a majority has granted pre-votes, and a voter that still hears the
 * leader refuses. Were it wrong everywhere at once, a sound leader would be replaced by another,
 * which is what any lost message may do; no rule about votes, terms and logs depends on it.
 */
final class Follower implements Role {
  private final ReplicaState state;
  private final @Nullable NodeId leader;
  private long heardNanos;
  private long deadlineNanos;

  /** There is evidence that the leader's process has ended, and it has said nothing since. */
  private boolean isLeaderGone;

  /**
   * The log up to here is known to be a prefix of this leader's: never beyond the last index. What
   * is committed is in every later leader's log (leader completeness, Ongaro 2014, §3.6.3).
   */
  private long verifiedIndex;

  /** Entries were verified whose durability the leader has not been told. */
  private boolean owesReply;

  /** A follower that waits for its leader, or for any. */
  Follower(ReplicaState state, @Nullable NodeId leader) {
    this.state = state;
    this.leader = leader;
    heardNanos = state.nowNanos();
    deadlineNanos = state.drawElectionDeadlineNanos();
    verifiedIndex = state.commitIndex();
  }

  @Override
  public Effect.RoleName name() {
    return Effect.RoleName.FOLLOWER;
  }

  @Override
  public @Nullable NodeId leader() {
    return leader;
  }

  @Override
  public boolean hearsLeader() {
    long silence = state.nowNanos() - heardNanos;
    return leader != null && !isLeaderGone && silence < state.config().timeouts().electionNanos();
  }

  @Override
  public long deadlineNanos() {
    return deadlineNanos;
  }

  @Override
  public Role timePassed() {
    if (state.nowNanos() < deadlineNanos) {
      return this;
    }
    return new Follower(state, null).campaign();
  }

  /** A peer's process is said to have ended. Only the leader's end changes what a follower does. */
  void peerGone(NodeId peer) {
    if (!peer.equals(leader) || isLeaderGone) {
      return;
    }
    isLeaderGone = true;
    deadlineNanos = Math.min(deadlineNanos, TakeOver.drawDeadlineNanos(state, peer));
  }

  /** Begins an election, unless this replica could not lead anyway. */
  Role campaign() {
    return state.mayCampaign() ? PreCandidate.begin(state) : this;
  }

  /** A message of the current leader, which is this follower's. */
  Role hear(Message.FromLeader message) {
    heardNanos = state.nowNanos();
    deadlineNanos = state.drawElectionDeadlineNanos();
    isLeaderGone = false;
    return switch (message) {
      case Message.Append append -> {
        append(append);
        yield this;
      }
      case Message.Heartbeat(_, var commitIndex, var round) -> {
        heartbeat(commitIndex);
        reply(new Message.HeartbeatReply(state.term(), round));
        yield this;
      }
      case Message.InstallSnapshot(_, var snapshot) -> {
        offered(snapshot);
        yield this;
      }
      case Message.TimeoutNow _ -> campaignAtOnce();
    };
  }

  @Override
  public Role answered(NodeId from, Message.Answer answer) {
    return this; // Meant for a role that ended within the same term.
  }

  @Override
  public Role persisted() {
    if (owesReply && state.durability().isHardStateDurable()) {
      acknowledge();
    }
    return this;
  }

  /** A snapshot has replaced the log. */
  void installed(Snapshot snapshot) {
    verified(snapshot.index(), snapshot.index());
  }

  private void append(Message.Append append) {
    if (state.snapshots().isInstalling()) {
      return; // The log is about to be replaced; whatever is missing will be asked for.
    }
    EntryId base = append.base();
    EntryIds entries = append.entries();
    if (base.index() >= state.log().baseIndex() && !state.log().holds(base)) {
      tellLoss(base.index());
      reply(new Message.AppendRefused(state.term(), base, hintFor(base)));
      return;
    }
    long conflict = firstConflict(entries);
    if (conflict <= Math.min(verifiedIndex, state.log().lastIndex())) {
      // The log here up to there is committed, or this very leader's.
      String why = "another entry at index %d, and what is here is verified up to %d";
      refuse(why.formatted(conflict, verifiedIndex));
      return;
    }
    take(entries, conflict);
    verified(Math.max(base.index(), entries.lastIndex()), append.commitIndex());
  }

  /** The leader brought a snapshot forward, since its log does not reach back far enough. */
  private void offered(Snapshot snapshot) {
    if (leader != null && state.snapshots().isNews(snapshot)) {
      state.snapshots().offered(leader, snapshot);
    } else if (state.log().holds(snapshot.lastIncluded())) {
      verified(snapshot.index(), snapshot.index());
    } else {
      verified(state.commitIndex(), state.commitIndex()); // An older one never replaces this state.
    }
  }

  private void verified(long toIndex, long commitIndex) {
    verifiedIndex = Math.max(verifiedIndex, toIndex);
    state.commitTo(Math.min(commitIndex, verifiedIndex));
    owesReply = true;
    if (state.durability().isHardStateDurable() && durableOfVerified() == verifiedIndex) {
      acknowledge(); // No write will be done that could bring the answer.
    }
  }

  /** The first index from which the log does not hold these entries; behind them if it does. */
  private long firstConflict(EntryIds entries) {
    LogIndex log = state.log();
    long from = Math.max(entries.firstIndex(), log.baseIndex() + 1);
    while (from < entries.toExclusive()
        && from <= log.lastIndex()
        && log.termAt(from) == entries.termAt(from)) {
      from++;
    }
    return from < entries.toExclusive() ? from : Long.MAX_VALUE;
  }

  /** Appends what the log does not hold yet, from {@code from} on, in place of what conflicts. */
  private void take(EntryIds entries, long from) {
    LogIndex log = state.log();
    if (from >= entries.toExclusive()) {
      return; // A late or repeated message: what follows in the log may be this leader's, too.
    }
    if (from <= log.lastIndex()) {
      Invariant.check(
          from > verifiedIndex, "a leader never replaces its own entries", from, verifiedIndex);
      state.truncateFrom(from);
    }
    state.append(entries.range(from, entries.toExclusive()));
  }

  /**
   * Tells the leader what is durable of what is verified. Term and vote must be durable, too: after
   * a crash this replica must not serve an earlier leader, who could undo what was acknowledged.
   */
  private void acknowledge() {
    long durable = durableOfVerified();
    owesReply = durable < verifiedIndex;
    reply(new Message.AppendReply(state.term(), durable));
  }

  private long durableOfVerified() {
    return Math.min(state.durability().durableIndex(), verifiedIndex);
  }

  /**
   * The last entry that can match at or before {@code base}: a later one of the same index is
   * absent here, and one of a later term cannot be in a log that has {@code base} (Ongaro 2014,
   * §3.5).
   */
  private EntryId hintFor(EntryId base) {
    LogIndex log = state.log();
    long index = log.lastIndexAtOrBefore(base.index(), base.term());
    return log.idAt(Math.max(index, log.baseIndex()));
  }

  private void heartbeat(long commitIndex) {
    if (state.promised() != null) {
      tellLoss(commitIndex);
      state.commitTo(Math.min(commitIndex, verifiedIndex));
      return;
    }
    Invariant.check(
        commitIndex <= state.durability().durableIndex(),
        "a heartbeat that counts on more than is durable here is refused",
        commitIndex,
        state.durability().durableIndex());
    state.trustAgain();
    verifiedIndex = Math.max(verifiedIndex, commitIndex);
    state.commitTo(commitIndex);
  }

  /** If the leader counts on an entry that was lost, it is told. */
  private void tellLoss(long countedOn) {
    if (state.promised() != null && countedOn > durableOfVerified()) {
      reply(new Message.Lost(state.term(), state.log().last()));
    }
  }

  private Role campaignAtOnce() {
    return state.mayCampaign() ? Candidate.begin(state, Candidate.Cause.TRANSFER) : this;
  }

  private void refuse(String why) {
    if (leader != null) {
      state.emit(new Effect.MessageRefused(leader, why));
    }
  }

  private void reply(Message.Answer answer) {
    if (leader != null) {
      state.send(leader, answer);
    }
  }
}
