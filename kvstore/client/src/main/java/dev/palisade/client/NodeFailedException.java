package dev.palisade.client;

/**
 * Until the deadline, the node that was asked was stopping or had failed; or an operator's call
 * could not reach its node.
 */
public final class NodeFailedException extends RefusedException {
  private static final long serialVersionUID = 1L;

  NodeFailedException(String message) {
    super(message);
  }
}
