package dev.palisade.raft.core;

import java.util.ArrayList;
import java.util.List;

/**
 * Linearizable reads without the log (ReadIndex, Ongaro 2014, §6.4): a read may be served at the
 * commit index that the leader had after the read came, once a quorum confirmed, after that, that
 * this replica still leads. Reads that come while a round is under way wait for the next, whose
 * number is new: an answer to an earlier round proves nothing for them.
 */
final class ReadRounds {
  /** Bound on waiting reads; each may stand for many of its caller's. */
  private static final int MAX_WAITING = 65_536;

  private final ReplicaState state;
  private List<Long> waiting = new ArrayList<>();
  private List<Long> asking = new ArrayList<>();
  private long round;
  private long readIndex;

  ReadRounds(ReplicaState state) {
    this.state = state;
  }

  void add(long readId) {
    if (waiting.size() == MAX_WAITING) {
      state.emit(new Effect.RefuseRead(readId, Effect.Refusal.OVERLOADED));
    } else {
      waiting.add(readId);
    }
  }

  /** Whether a round is under way. */
  boolean areAsked() {
    return !asking.isEmpty();
  }

  /** Whether there are reads for a next round. */
  boolean areWaiting() {
    return !waiting.isEmpty();
  }

  /** The waiting reads are asked for by this round, never used before in this term. */
  void begin(long freshRound) {
    round = freshRound;
    readIndex = state.commitIndex();
    asking = waiting;
    waiting = new ArrayList<>();
  }

  /** A quorum answered this round or a later one. */
  void confirmed(long answeredRound) {
    if (answeredRound < round) {
      return;
    }
    for (long readId : asking) {
      state.emit(new Effect.AnswerRead(readId, readIndex));
    }
    asking.clear();
  }

  void refuseAll(Effect.Refusal reason) {
    for (long readId : asking) {
      state.emit(new Effect.RefuseRead(readId, reason));
    }
    for (long readId : waiting) {
      state.emit(new Effect.RefuseRead(readId, reason));
    }
    asking.clear();
    waiting.clear();
  }
}
