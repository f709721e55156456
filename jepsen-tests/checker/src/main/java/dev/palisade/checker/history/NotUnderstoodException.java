package dev.palisade.checker.history;

/**
 * What was given is a history, but one of its calls cannot be judged: the model does not know its
 * function, or cannot tell what a value means. The history may be right or wrong.
 */
public final class NotUnderstoodException extends MalformedHistoryException {
  private static final long serialVersionUID = 1L;

  /**
   * @param line of the call's invocation, counted from 1
   * @param reason what is not understood
   */
  public NotUnderstoodException(long line, String reason) {
    super(line, reason);
  }
}
