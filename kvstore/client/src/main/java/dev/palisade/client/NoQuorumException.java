package dev.palisade.client;

/** Until the deadline, no quorum answered the leader. */
public final class NoQuorumException extends RefusedException {
  private static final long serialVersionUID = 1L;

  NoQuorumException(String message) {
    super(message);
  }
}
