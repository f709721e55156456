package dev.palisade.harness.net;

/** The network of a run could not be made or changed; the message says what was tried. */
public final class NetException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  public NetException(String message) {
    super(message);
  }

  public NetException(String message, Throwable cause) {
    super(message, cause);
  }
}
