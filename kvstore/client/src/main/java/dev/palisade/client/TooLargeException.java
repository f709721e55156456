package dev.palisade.client;

/** A size limit was exceeded. */
public final class TooLargeException extends RefusedException {
  private static final long serialVersionUID = 1L;

  private final String what;
  private final long actual;
  private final long limit;

  TooLargeException(String message, String what, long actual, long limit) {
    super(message);
    this.what = what;
    this.actual = actual;
    this.limit = limit;
  }

  /** What was too large: "key", "value", "operations", "transaction" or "batch". */
  public String what() {
    return what;
  }

  /** Its size, in bytes or operations. */
  public long actual() {
    return actual;
  }

  /** The limit, in bytes or operations. */
  public long limit() {
    return limit;
  }
}
