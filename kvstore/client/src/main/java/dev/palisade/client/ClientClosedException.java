package dev.palisade.client;

/** The client was closed before the call was sent. */
public final class ClientClosedException extends RefusedException {
  private static final long serialVersionUID = 1L;

  ClientClosedException(String message) {
    super(message);
  }
}
