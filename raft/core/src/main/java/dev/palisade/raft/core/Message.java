package dev.palisade.raft.core;

import dev.palisade.raft.EntryId;
import dev.palisade.raft.EntryIds;
import dev.palisade.raft.Snapshot;

/**
 * What replicas say to each other. Every message carries its sender's term, except that a {@link
 * PreVote} carries the term it asks about.
 */
public sealed interface Message {
  long term();

  /** Only the leader of its term sends these. */
  sealed interface FromLeader extends Message {}

  /** What comes back; late answers, of a role already left, are harmless. */
  sealed interface Answer extends Message {}

  /** Would you vote for me in {@code term}? Changes nothing at the receiver (Ongaro 2014, §9.6). */
  record PreVote(long term, EntryId lastEntry) implements Message {}

  /**
   * Answer to a {@link PreVote}.
   *
   * @param term the term asked about when granted, the receiver's own when refused
   */
  record PreVoteReply(long term, boolean granted) implements Answer {}

  /**
   * Vote for me in {@code term}.
   *
   * @param transfer the leader asked for this election, so hearing from a live leader is no reason
   *     to refuse (Ongaro 2014, §4.2.3)
   */
  record Vote(long term, EntryId lastEntry, boolean transfer) implements Message {}

  /** Answer to a {@link Vote}; sent only once the vote is durable. */
  record VoteReply(long term, boolean granted) implements Answer {}

  /**
   * Entries that follow {@code base}. The message names them; the link adds their stored bytes.
   *
   * @param entries may be empty, to probe
   * @param commitIndex the leader's
   */
  record Append(long term, EntryId base, EntryIds entries, long commitIndex)
      implements FromLeader {}

  /** The receiver's log matches the leader's up to {@code durableIndex}, all of it durable. */
  record AppendReply(long term, long durableIndex) implements Answer {}

  /**
   * The receiver's log does not hold {@code base}.
   *
   * @param base what was refused
   * @param hint the last entry of the receiver, at or before {@code base}, that can match: the
   *     leader need not try anything later
   */
  record AppendRefused(long term, EntryId base, EntryId hint) implements Answer {}

  /**
   * I lead {@code term}. Travels on a channel of its own, so bulk data cannot delay it.
   *
   * @param commitIndex no further than what is known to match at the receiver
   * @param round of ReadIndex, rising within a leader's term, never reused
   */
  record Heartbeat(long term, long commitIndex, long round) implements FromLeader {}

  /** Answer to a {@link Heartbeat} with its round. */
  record HeartbeatReply(long term, long round) implements Answer {}

  /**
   * What you need next precedes my log: fetch this snapshot. Repeated with the heartbeats until the
   * receiver holds it, which it says by an {@link AppendReply}.
   */
  record InstallSnapshot(long term, Snapshot snapshot) implements FromLeader {}

  /**
   * The receiver's disk was damaged: of what it acknowledged it may hold nothing behind {@code
   * last}. Said as often as the leader shows that it does not know.
   */
  record Lost(long term, EntryId last) implements Answer {}

  /**
   * Answer to a {@link PreVote} of one that is no member any more.
   *
   * @param configuration the entry of the committed configuration that lacks the receiver
   */
  record Removed(long term, EntryId configuration) implements Answer {}

  /** Campaign at once: the leader hands over to the receiver (Ongaro 2014, §3.10). */
  record TimeoutNow(long term) implements FromLeader {}
}
