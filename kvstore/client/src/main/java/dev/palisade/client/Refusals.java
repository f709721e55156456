package dev.palisade.client;

import dev.palisade.proto.kv.Error;
import dev.palisade.proto.kv.FencedDetail;

/** Errors as they come over the wire, as exceptions. */
final class Refusals {
  private Refusals() {}

  static RefusedException refused(String what, Error error) {
    String message = what + ": " + error.getMessage();
    switch (error.getCode()) {
      case NOT_LEADER:
        return new NotLeaderException(message, error.getNotLeader().getLeaderEndpoint());
      case NO_QUORUM:
        return new NoQuorumException(message);
      case FENCED:
        return fenced(message, error.getFenced());
      case UNGUARDED:
        return new UnguardedException(
            message,
            Bytes.of(error.getUnguarded().getKey()),
            Bytes.of(error.getUnguarded().getPrefix()),
            error.getUnguarded().getFence());
      case INVALID:
        return new InvalidRequestException(message);
      case TOO_LARGE:
        return new TooLargeException(
            message,
            error.getTooLarge().getWhat(),
            error.getTooLarge().getActual(),
            error.getTooLarge().getLimit());
      case OVERLOADED:
        return OverloadedException.atServer(message, error.getOverloaded().getRetryAfterMillis());
      case COMPACTED:
        return new CompactedException(message, error.getCompacted().getCompactedRevision());
      case SESSION_EXPIRED:
        return new SessionExpiredException(message, error.getSessionExpired().getSession());
      case CLOCK_SKEW:
        return new ClockSkewException(
            message, error.getClockSkew().getAheadMillis(), error.getClockSkew().getLimitMillis());
      case DEADLINE:
        return new TimedOutException(message, null);
      case CHANGE_REFUSED:
        return new ChangeRefusedException(message);
      case NODE_FAILED:
        return new NodeFailedException(message);
      default:
        return new RefusedException(message);
    }
  }

  private static FencedException fenced(String message, FencedDetail detail) {
    return new FencedException(
        message,
        reason(detail.getReason()),
        detail.getPresentedToken(),
        Answers.fenceState(detail.getState()));
  }

  private static FencedException.Reason reason(FencedDetail.Reason reason) {
    switch (reason) {
      case STALE:
        return FencedException.Reason.STALE;
      case NEVER_MINTED:
        return FencedException.Reason.NEVER_MINTED;
      case RELEASED:
        return FencedException.Reason.RELEASED;
      case HELD:
        return FencedException.Reason.HELD;
      case NO_SUCH_FENCE:
        return FencedException.Reason.NO_SUCH_FENCE;
      default:
        return FencedException.Reason.OTHER;
    }
  }
}
