package dev.palisade.client;

import java.time.Duration;

/**
 * Too much work waits: at the server, which still refused when the deadline passed, or in this
 * client, whose own bounds were reached ({@link #inClient()}).
 */
public final class OverloadedException extends RefusedException {
  private static final long serialVersionUID = 1L;

  private final long retryAfterMillis;
  private final boolean inClient;

  private OverloadedException(String message, long retryAfterMillis, boolean inClient) {
    super(message);
    this.retryAfterMillis = retryAfterMillis;
    this.inClient = inClient;
  }

  static OverloadedException atServer(String message, long retryAfterMillis) {
    return new OverloadedException(message, retryAfterMillis, false);
  }

  static OverloadedException inClient(String message) {
    return new OverloadedException(message, 0, true);
  }

  /** Do not try again sooner; zero when it came from the client itself. */
  public Duration retryAfter() {
    return Duration.ofMillis(retryAfterMillis);
  }

  /** The client's bounds were reached: it was never sent. */
  public boolean inClient() {
    return inClient;
  }
}
