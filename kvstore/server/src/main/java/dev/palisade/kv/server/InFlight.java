package dev.palisade.kv.server;

import dev.palisade.proto.kv.Error;
import dev.palisade.proto.kv.Result;
import dev.palisade.raft.core.Effect.Refusal;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * An admitted operation from its admission to its end. Whoever ends it first, the replica or the
 * clock, answers; the others find it ended.
 */
abstract class InFlight {
  private final long id;
  private final long deadlineNanos;
  private final long bytes;
  private final Reply reply;
  private final Operations operations;
  private final AtomicBoolean ended = new AtomicBoolean();

  /** Set by the replica before it hands this over to the applier; 0 before, and for stale reads. */
  private long term;

  InFlight(long id, long deadlineNanos, long bytes, Reply reply, Operations operations) {
    this.id = id;
    this.deadlineNanos = deadlineNanos;
    this.bytes = bytes;
    this.reply = reply;
    this.operations = operations;
  }

  /** Monotonic nanoseconds after which nobody waits for it. */
  public long deadlineNanos() {
    return deadlineNanos;
  }

  /** The replica could not take it. */
  public void refused(Refusal reason) {
    end(operations.errorOf(reason));
  }

  /** Its deadline passed before it went to the log, or before it was read. */
  public void expired() {
    end(WireErrors.deadline("the deadline passed before this began", Error.Outcome.REFUSED));
  }

  /** Its deadline passed; what to say of it. */
  abstract Error late();

  void endLate() {
    end(late());
  }

  void end(Error error) {
    if (claim()) {
      answer(Result.newBuilder().setError(error));
    }
  }

  /** The caller's. */
  ClientConnection connection() {
    return reply.connection();
  }

  /** Whether a result may be made for the caller now. */
  boolean hasRoom(boolean isSmall) {
    return reply.hasRoom(isSmall);
  }

  /** Whether the caller is the one to {@link #answer}. */
  boolean claim() {
    return ended.compareAndSet(false, true);
  }

  boolean hasEnded() {
    return ended.get();
  }

  /** This node leads in this term, and what it answers is for a majority to confirm. */
  void ledIn(long leaderTerm) {
    term = leaderTerm;
  }

  /** Answers with what was applied or read, and says by whose leadership. */
  void acknowledge(Result.Builder result) {
    if (term > 0) {
      result.setNode(operations.node()).setTerm(term);
    }
    answer(result);
  }

  void answer(Result.Builder result) {
    operations.left(this, bytes);
    reply.add(result.setId(id).build());
  }
}
