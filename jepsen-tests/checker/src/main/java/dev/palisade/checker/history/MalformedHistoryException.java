package dev.palisade.checker.history;

/**
 * What was given is not a history, so there is nothing to judge: neither linearizable nor a
 * violation.
 */
public class MalformedHistoryException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final long line;
  private final String reason;

  /**
   * @param line where, counted from 1; the line of a file, or the number of the event
   * @param reason what is wrong, with the offending value, and what was expected
   */
  public MalformedHistoryException(long line, String reason) {
    super("line " + line + ": " + reason);
    this.line = line;
    this.reason = reason;
  }

  /** Where, counted from 1. */
  public long line() {
    return line;
  }

  /** What is wrong. */
  public String reason() {
    return reason;
  }
}
