package dev.palisade.client;

import org.jspecify.annotations.Nullable;

/**
 * The deadline passed and nothing was applied: the call was a read, or was never sent, or every
 * attempt was refused. The cause, if any, is the last refusal. A mutation that may have been
 * applied ends with {@link UnknownOutcomeException} instead.
 */
public final class TimedOutException extends RefusedException {
  private static final long serialVersionUID = 1L;

  TimedOutException(String message, @Nullable Throwable cause) {
    super(message, cause);
  }
}
