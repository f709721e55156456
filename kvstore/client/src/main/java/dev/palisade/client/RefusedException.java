package dev.palisade.client;

import org.jspecify.annotations.Nullable;

/**
 * The call was certainly not applied, and never will be. Subtypes say why; this type itself stands
 * for a reason that this client does not know.
 */
public sealed class RefusedException extends PalisadeException
    permits ChangeRefusedException,
        ClientClosedException,
        ClockSkewException,
        CompactedException,
        FencedException,
        InvalidRequestException,
        NodeFailedException,
        NoQuorumException,
        NotLeaderException,
        OverloadedException,
        SessionExpiredException,
        TimedOutException,
        TooLargeException,
        UnguardedException {
  private static final long serialVersionUID = 1L;

  RefusedException(String message) {
    super(message, null);
  }

  RefusedException(String message, @Nullable Throwable cause) {
    super(message, cause);
  }
}
