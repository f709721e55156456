package dev.palisade.client;

/**
 * The membership is not changed: the message says why, and how far behind a learner is that was to
 * vote. Some reasons pass: another change under way, a learner that has not caught up.
 */
public final class ChangeRefusedException extends RefusedException {
  private static final long serialVersionUID = 1;

  ChangeRefusedException(String message) {
    super(message);
  }
}
