package dev.palisade.kv.state;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a command did. A refusal ({@link Refused}) changed nothing; it too is remembered by a
 * session, so that a repeat gets the first answer.
 */
public sealed interface Outcome {
  record PutDone(long revision, long hlc, @Nullable KeyValue previous) implements Outcome {}

  record DeleteDone(long revision, long hlc, long deleted, List<KeyValue> previous)
      implements Outcome {}

  record TxnDone(boolean succeeded, List<TxnResult> results, long revision, long hlc)
      implements Outcome {}

  record Compacted(long compactedRevision) implements Outcome {}

  record Granted(long token, long hlc, @Nullable FenceState previous) implements Outcome {}

  record Released(long revision, long hlc) implements Outcome {}

  record ExternalDeclared(long revision) implements Outcome {}

  record Protected(long revision) implements Outcome {}

  record Unprotected(long revision) implements Outcome {}

  record SessionOpened(long session, long ttlMillis) implements Outcome {}

  record SessionClosed() implements Outcome {}

  record SessionsExpired(int count) implements Outcome {}

  /** Nothing was changed, for this reason. */
  sealed interface Refused extends Outcome {}

  /** A guard's token is not live. */
  record Fenced(Reason reason, long presentedToken, FenceState state) implements Refused {
    /** Why a token was refused. Codes are in stored answers: never reorder. */
    public enum Reason {
      STALE,
      NEVER_MINTED,
      RELEASED,
      HELD,
      NO_SUCH_FENCE
    }
  }

  /** A write below a protected prefix carries no token of its fence. */
  record Unguarded(byte[] key, byte[] prefix, String fence) implements Refused {}

  /** The command makes no sense in this state; the message says why. */
  record Invalid(String message) implements Refused {}

  /** The revision asked for is compacted. */
  record TooOld(long compactedRevision) implements Refused {}

  /** The session expired, was closed, or never existed. */
  record SessionGone(long session) implements Refused {}

  /** The result of one operation of a transaction. */
  sealed interface TxnResult {
    record Put(@Nullable KeyValue previous) implements TxnResult {}

    record Delete(long deleted, List<KeyValue> previous) implements TxnResult {}

    record Get(@Nullable KeyValue found) implements TxnResult {}

    record Range(RangeResult result) implements TxnResult {}
  }

  /**
   * What was read of a range.
   *
   * @param count all keys of the range for the shape COUNT, otherwise -1
   * @param more there are more keys in the range than were returned
   */
  record RangeResult(List<KeyValue> pairs, long count, boolean more) {}

  /** One version of a key. */
  record KeyValue(
      byte[] key,
      byte[] value,
      long createRevision,
      long modRevision,
      long version,
      long hlc,
      long lease) {}

  /** What is known of a fence. */
  record FenceState(
      String fence,
      FenceKind kind,
      long currentToken,
      String holder,
      long sinceHlc,
      boolean released) {}

  /** Who issues the tokens. Codes are on disk: never reorder. */
  enum FenceKind {
    MINTED,
    EXTERNAL
  }
}
