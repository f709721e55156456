package dev.palisade.client;

import org.jspecify.annotations.Nullable;

/**
 * A mutation may or may not be applied, now or later. Only mutations end so: reads are refused with
 * {@link TimedOutException}. To learn what happened, read; to go on safely, make the next write
 * conditional (a transaction, a fencing token).
 */
public final class UnknownOutcomeException extends PalisadeException {
  private static final long serialVersionUID = 1L;

  UnknownOutcomeException(String message, @Nullable Throwable cause) {
    super(message, cause);
  }
}
