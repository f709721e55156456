package dev.palisade.checker.history;

/** How an operation ended, as far as its client knows. */
public enum Outcome {
  /** It took effect between its invocation and its completion. */
  OK,
  /** It took no effect, and the client was told so. */
  FAILED,
  /** It took effect at some time after its invocation, or never will: crashed, or still open. */
  UNKNOWN
}
