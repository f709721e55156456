package dev.palisade.client;

/**
 * The client's session expired. The client opens another by itself and moves to it what certainly
 * was not applied, so this is seen as the cause of an {@link UnknownOutcomeException}: what the
 * store knew of earlier attempts is gone.
 */
public final class SessionExpiredException extends RefusedException {
  private static final long serialVersionUID = 1L;

  private final long session;

  SessionExpiredException(String message, long session) {
    super(message);
    this.session = session;
  }

  public long session() {
    return session;
  }
}
