package dev.palisade.sim.oracle;

/** A run broke what must hold: which oracle saw it, and what it saw. */
public final class Violation extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final Oracle oracle;

  public Violation(Oracle oracle, String message) {
    super(message);
    this.oracle = oracle;
  }

  public Violation(Oracle oracle, String message, Throwable cause) {
    super(message, cause);
    this.oracle = oracle;
  }

  /** What was seen. */
  @Override
  public String getMessage() {
    return String.valueOf(super.getMessage());
  }

  public Oracle oracle() {
    return oracle;
  }
}
