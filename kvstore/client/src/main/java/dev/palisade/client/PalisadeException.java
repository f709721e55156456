package dev.palisade.client;

import org.jspecify.annotations.Nullable;

/**
 * A call did not end in an answer. Either it was refused, and certainly not applied, or its outcome
 * is unknown: a caller that handles these two has handled everything.
 *
 * <p>A blocking call's exception carries its caller's stack. An exception in a future carries none:
 * it is made on the client's own thread.
 */
public abstract sealed class PalisadeException extends RuntimeException
    permits RefusedException, UnknownOutcomeException {
  private static final long serialVersionUID = 1L;

  PalisadeException(String message, @Nullable Throwable cause) {
    super(message, cause);
  }

  /** Does nothing: the stack of the thread that makes it says nothing about the caller. */
  @Override
  public synchronized Throwable fillInStackTrace() {
    return this;
  }

  final PalisadeException withStackOfCaller() {
    setStackTrace(new Throwable().getStackTrace());
    return this;
  }
}
