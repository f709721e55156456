package dev.palisade.checker.generate;

/** Ways in which a store can be wrong, each put into a history once. */
public enum Fault {
  /** A read answers from a state that is past. */
  STALE_READ,
  /** A change is acknowledged and does not happen. */
  LOST_WRITE,
  /** A read answers from a state that a call which nobody made would lead to. */
  PHANTOM_READ,
  /** Two calls of the same function get each other's answers, revisions with them. */
  SWAPPED_REVISION,
  /** A write that was to be refused for its token is acknowledged. */
  LOWER_TOKEN_ACCEPTED,
  /** An acquire succeeds as if nobody held the lock. */
  TWO_HOLDERS,
  /** A change happens twice. */
  DUPLICATED_EFFECT
}
