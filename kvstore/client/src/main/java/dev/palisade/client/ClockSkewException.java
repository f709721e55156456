package dev.palisade.client;

import java.time.Duration;

/** A timestamp that the request carried is too far ahead of the node's clock. */
public final class ClockSkewException extends RefusedException {
  private static final long serialVersionUID = 1L;

  private final long aheadMillis;
  private final long limitMillis;

  ClockSkewException(String message, long aheadMillis, long limitMillis) {
    super(message);
    this.aheadMillis = aheadMillis;
    this.limitMillis = limitMillis;
  }

  public Duration ahead() {
    return Duration.ofMillis(aheadMillis);
  }

  public Duration limit() {
    return Duration.ofMillis(limitMillis);
  }
}
