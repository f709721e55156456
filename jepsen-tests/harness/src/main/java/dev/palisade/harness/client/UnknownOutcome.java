package dev.palisade.harness.client;

import java.util.Map;

/** Nobody knows whether an operation took effect, but something is to be noted of it. */
public final class UnknownOutcome extends Exception {
  private static final long serialVersionUID = 1L;

  private final transient Map<String, Object> extra;

  /**
   * With its reason.
   *
   * @param extra what to note, as {@code token}
   */
  public UnknownOutcome(String message, Map<String, Object> extra, Throwable cause) {
    super(message, cause);
    this.extra = Map.copyOf(extra);
  }

  /** What to note. */
  public Map<String, Object> extra() {
    return extra;
  }
}
