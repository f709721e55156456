package dev.palisade.kv.server;

import com.google.protobuf.Any;
import com.google.rpc.Code;
import com.google.rpc.Status;
import dev.palisade.kv.state.Limits.Breach;
import dev.palisade.kv.state.Outcome;
import dev.palisade.kv.state.Outcome.FenceState;
import dev.palisade.proto.kv.ClockSkewDetail;
import dev.palisade.proto.kv.CompactedDetail;
import dev.palisade.proto.kv.Error;
import dev.palisade.proto.kv.ErrorCode;
import dev.palisade.proto.kv.FencedDetail;
import dev.palisade.proto.kv.NotLeaderDetail;
import dev.palisade.proto.kv.OverloadedDetail;
import dev.palisade.proto.kv.SessionExpiredDetail;
import dev.palisade.proto.kv.TooLargeDetail;
import dev.palisade.proto.kv.UnguardedDetail;
import io.grpc.StatusRuntimeException;
import io.grpc.protobuf.StatusProto;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;

/** Every error a client can get, and its gRPC status. */
final class WireErrors {
  private WireErrors() {}

  /** A refusal by the state machine. */
  static Error of(Outcome.Refused refused) {
    return switch (refused) {
      case Outcome.Fenced fenced -> fenced(fenced);
      case Outcome.Unguarded(var key, var prefix, var fence) ->
          refused(
                  ErrorCode.UNGUARDED,
                  "key %s lies below the protected prefix %s; give a live token of fence '%s'"
                      .formatted(show(key), show(prefix), fence))
              .setUnguarded(
                  UnguardedDetail.newBuilder()
                      .setKey(WireOutcomes.bytes(key))
                      .setPrefix(WireOutcomes.bytes(prefix))
                      .setFence(fence))
              .build();
      case Outcome.Invalid(var message) -> invalid(message);
      case Outcome.TooOld(var compactedRevision) ->
          refused(
                  ErrorCode.COMPACTED,
                  "the revision asked for precedes the compacted revision "
                      + compactedRevision
                      + "; read at or after it")
              .setCompacted(CompactedDetail.newBuilder().setCompactedRevision(compactedRevision))
              .build();
      case Outcome.SessionGone(var session) -> sessionGone(session);
    };
  }

  /** A breach of the limits, found before anything was proposed. */
  static Error of(Breach breach) {
    return switch (breach) {
      case Breach.TooLarge(var what, var actual, var limit, var message) ->
          refused(ErrorCode.TOO_LARGE, message)
              .setTooLarge(
                  TooLargeDetail.newBuilder().setWhat(what).setActual(actual).setLimit(limit))
              .build();
      case Breach.Malformed(var message) -> invalid(message);
    };
  }

  static Error invalid(String message) {
    return refused(ErrorCode.INVALID, message).build();
  }

  static Error sessionGone(long session) {
    return refused(
            ErrorCode.SESSION_EXPIRED,
            "session %d expired, was closed, or never existed; open a new one".formatted(session))
        .setSessionExpired(SessionExpiredDetail.newBuilder().setSession(session))
        .build();
  }

  static Error overloaded(String what, long retryAfterMillis) {
    return refused(
            ErrorCode.OVERLOADED, what + "; try again in " + retryAfterMillis + " ms or later")
        .setOverloaded(OverloadedDetail.newBuilder().setRetryAfterMillis(retryAfterMillis))
        .build();
  }

  static Error clockSkew(long aheadMillis, long limitMillis) {
    return refused(
            ErrorCode.CLOCK_SKEW,
            "the timestamp is %,d ms ahead of this node's clock, more than %,d ms; check the clocks"
                .formatted(aheadMillis, limitMillis))
        .setClockSkew(
            ClockSkewDetail.newBuilder().setAheadMillis(aheadMillis).setLimitMillis(limitMillis))
        .build();
  }

  static Error notLeader(NotLeaderDetail leader) {
    String who =
        leader.getLeader() == 0
            ? "this node does not lead, and knows no leader now"
            : "this node does not lead; n%d does, at %s"
                .formatted(leader.getLeader(), leader.getLeaderEndpoint());
    return refused(ErrorCode.NOT_LEADER, who).setNotLeader(leader).build();
  }

  static Error noQuorum(String message, Error.Outcome outcome) {
    return Error.newBuilder()
        .setCode(ErrorCode.NO_QUORUM)
        .setMessage(message)
        .setOutcome(outcome)
        .build();
  }

  static Error deadline(String message, Error.Outcome outcome) {
    return Error.newBuilder()
        .setCode(ErrorCode.DEADLINE)
        .setMessage(message)
        .setOutcome(outcome)
        .build();
  }

  static Error changeRefused(String why) {
    return refused(ErrorCode.CHANGE_REFUSED, "the membership is not changed: " + why).build();
  }

  static Error changeUnknown(String why) {
    return Error.newBuilder()
        .setCode(ErrorCode.NODE_FAILED)
        .setMessage("what became of the change is not known: " + why)
        .setOutcome(Error.Outcome.UNKNOWN)
        .build();
  }

  static Error repairing() {
    return refused(
            ErrorCode.NODE_FAILED,
            "this node lacks what its disk lost, and is getting it from the others; ask another")
        .build();
  }

  static Error stopping() {
    return refused(ErrorCode.NODE_FAILED, "this node is stopping; ask another").build();
  }

  /** The error as a gRPC status that carries it in its details. */
  static StatusRuntimeException exception(Error error) {
    return StatusProto.toStatusRuntimeException(
        Status.newBuilder()
            .setCode(codeOf(error.getCode()).getNumber())
            .setMessage(error.getMessage())
            .addDetails(Any.pack(error))
            .build());
  }

  private static Code codeOf(ErrorCode code) {
    return switch (code) {
      case NOT_LEADER, NO_QUORUM -> Code.UNAVAILABLE;
      case FENCED, UNGUARDED, SESSION_EXPIRED, CLOCK_SKEW, CHANGE_REFUSED ->
          Code.FAILED_PRECONDITION;
      case INVALID, TOO_LARGE -> Code.INVALID_ARGUMENT;
      case OVERLOADED -> Code.RESOURCE_EXHAUSTED;
      case COMPACTED -> Code.OUT_OF_RANGE;
      case DEADLINE -> Code.DEADLINE_EXCEEDED;
      case UNSPECIFIED, NODE_FAILED, UNRECOGNIZED -> Code.INTERNAL;
    };
  }

  private static Error fenced(Outcome.Fenced fenced) {
    FenceState state = fenced.state();
    String message =
        switch (fenced.reason()) {
          case STALE ->
              "token %d of fence '%s' is stale: the current token is %d%s"
                  .formatted(
                      fenced.presentedToken(), state.fence(), state.currentToken(), heldBy(state));
          case NEVER_MINTED ->
              "token %d of fence '%s' was never minted: the current token is %d%s"
                  .formatted(
                      fenced.presentedToken(), state.fence(), state.currentToken(), heldBy(state));
          case RELEASED ->
              "token %d of fence '%s' was released; take a new grant"
                  .formatted(fenced.presentedToken(), state.fence());
          case HELD ->
              "fence '%s' is held: the current token is %d%s"
                  .formatted(state.fence(), state.currentToken(), heldBy(state));
          case NO_SUCH_FENCE ->
              "there is no fence '%s'; take a grant first".formatted(state.fence());
        };
    return refused(ErrorCode.FENCED, message)
        .setFenced(
            FencedDetail.newBuilder()
                .setReason(
                    switch (fenced.reason()) {
                      case STALE -> FencedDetail.Reason.STALE;
                      case NEVER_MINTED -> FencedDetail.Reason.NEVER_MINTED;
                      case RELEASED -> FencedDetail.Reason.RELEASED;
                      case HELD -> FencedDetail.Reason.HELD;
                      case NO_SUCH_FENCE -> FencedDetail.Reason.NO_SUCH_FENCE;
                    })
                .setPresentedToken(fenced.presentedToken())
                .setState(WireOutcomes.fence(state)))
        .build();
  }

  private static String heldBy(FenceState state) {
    return state.holder().isEmpty() ? "" : ", held by '" + state.holder() + "'";
  }

  private static Error.Builder refused(ErrorCode code, String message) {
    return Error.newBuilder().setCode(code).setMessage(message).setOutcome(Error.Outcome.REFUSED);
  }

  private static String show(byte[] bytes) {
    try {
      return "'"
          + StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString()
          + "'";
    } catch (CharacterCodingException e) {
      return "0x" + HexFormat.of().formatHex(bytes);
    }
  }
}
