package dev.palisade.client;

/**
 * Until the deadline, every node that was asked said that it does not lead; or an operator's call
 * asked a node that does not lead.
 */
public final class NotLeaderException extends RefusedException {
  private static final long serialVersionUID = 1L;

  private final String leaderEndpoint;

  NotLeaderException(String message, String leaderEndpoint) {
    super(message);
    this.leaderEndpoint = leaderEndpoint;
  }

  /** host:port of the leader as that node knows it; empty when it knows none. */
  public String leaderEndpoint() {
    return leaderEndpoint;
  }
}
