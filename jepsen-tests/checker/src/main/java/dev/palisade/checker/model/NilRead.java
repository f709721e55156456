package dev.palisade.checker.model;

/** What an observation means that succeeded and answered null. */
public enum NilRead {
  /** That nothing was there: no value, an empty queue, an empty set. It is judged. */
  ABSENT,
  /** That the answer was not recorded, as in Knossos. It is possible in every state. */
  UNKNOWN
}
