package dev.palisade.client.transport;

import dev.palisade.proto.kv.Error;
import dev.palisade.proto.kv.Once;
import dev.palisade.proto.kv.Operation;
import dev.palisade.proto.kv.Result;
import org.jspecify.annotations.Nullable;

/**
 * One call on its way. After {@link Courier#submit} it belongs to the loop, which ends it exactly
 * once through one of {@link #answered}, {@link #refused}, {@link #timedOut}, {@link #unknown} and
 * {@link #closed}.
 */
public abstract class Call {
  /** How a call may be sent. */
  public enum Kind {
    /** To any node, as often as needed. */
    STALE_READ,
    /** To the leader, as often as needed. */
    REPEATABLE,
    /** To the leader; again after an unknown outcome only within a session. */
    MUTATION
  }

  final Kind kind;
  final long deadlineNanos;

  /** Upper bound of the operation's size on the wire. */
  final int bytes;

  /** Position among all calls, by arrival. */
  long order;

  boolean ended;

  /** The session that {@link #sequence} belongs to. */
  long session;

  /** 0 while it has none. */
  long sequence;

  /** An attempt was sent whose outcome is not known. */
  boolean maybeApplied;

  /** Why the latest attempt failed. */
  @Nullable Error lastError;

  /** Where it waits for an answer, null while it is not sent. */
  @Nullable Link link;

  /** On {@link #link}. */
  long id;

  /** When it may be sent again after OVERLOADED. */
  long notBeforeNanos;

  /** Neighbours in the same slot of the {@link DeadlineWheel}. */
  @Nullable Call wheelPrevious;

  @Nullable Call wheelNext;
  int wheelSlot;
  boolean onWheel;

  /**
   * @param deadlineNanos on the scale of {@link System#nanoTime}
   * @param bytes upper bound of the operation's size on the wire
   */
  protected Call(Kind kind, long deadlineNanos, int bytes) {
    this.kind = kind;
    this.deadlineNanos = deadlineNanos;
    this.bytes = bytes;
  }

  /** Writes the request into the operation; called once for each attempt. */
  protected abstract void fill(Operation.Builder operation, @Nullable Once once);

  /** There is an answer that is no error. */
  protected abstract void answered(Result result);

  /** Certainly not applied. */
  protected abstract void refused(Error error);

  /**
   * The deadline passed, certainly not applied.
   *
   * @param why what kept it from the leader, for people; empty when nothing is known to
   */
  protected abstract void timedOut(String why, @Nullable Error last);

  /** May or may not be applied. */
  protected abstract void unknown(String why, @Nullable Error last);

  /** The client was closed before the call was sent. */
  protected abstract void closed();

  /** When the call ends at the latest, on the scale of {@link System#nanoTime}. */
  public final long deadlineNanos() {
    return deadlineNanos;
  }

  /** Sending it again cannot make it take effect twice. */
  final boolean isSafeToRepeat() {
    return kind != Kind.MUTATION || sequence != 0;
  }

  /** It is a mutation, and some attempt may have taken effect or still will. */
  final boolean mayBeApplied() {
    return kind == Kind.MUTATION && (maybeApplied || link != null);
  }

  final boolean needsLeader() {
    return kind != Kind.STALE_READ;
  }
}
