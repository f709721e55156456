package dev.palisade.client;

/** The request makes no sense; the message says what, which value and what to do. */
public final class InvalidRequestException extends RefusedException {
  private static final long serialVersionUID = 1L;

  InvalidRequestException(String message) {
    super(message);
  }
}
